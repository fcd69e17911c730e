// The hypervisor refuses calls: the page says so in its words, and all goes on by itself once it works again.
import { expect, expectAccessible, signIn, test } from '../support/test';

test.use({
  settings: '[[simulator.faults.api-errors]]\ncall = "create"\nmachines = "team-a/stuck-*"\ntimes = 6\nmessage = "the datastore is locked"',
});

test('a cluster whose machines the hypervisor refuses is blocked with its words, and recovers', async ({ page, atoll }) => {
  await signIn(page, 'dev');
  await page.goto('/clusters/new');
  await page.getByLabel('Name', { exact: true }).fill('stuck');
  await page.getByRole('button', { name: 'Request cluster' }).click();
  const state = page.getByRole('status').first();
  await expect(state).toHaveAttribute('data-state', 'blocked', { timeout: 30_000 });
  await expect(page.getByText(/the datastore is locked/).first()).toBeVisible();
  const messages = () => atoll.kubectl(['-n', 'team-a', 'get', 'gc', 'stuck', '-o', 'jsonpath={.status.conditions[*].message}']);
  await expect.poll(messages).toContain('the datastore is locked');
  await expectAccessible(page);
  // Without a reload.
  await expect(state).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  expect(await messages()).not.toContain('the datastore is locked');
});
