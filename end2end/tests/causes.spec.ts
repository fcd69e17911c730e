// A state comes with its cause and with who must act, for the one who reads; a cluster can be locked against deletion.
import { expect, expectAccessible, signIn, test } from '../support/test';

const HELD = (name: string) =>
  `apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata: {name: ${name}, namespace: team-a}\nspec:\n  distribution: {version: v1.37}\n  topology:\n    controlPlane: {replicas: 1}\n    nodePools: [{name: w, replicas: 1}]\n`;

test.describe('a hypervisor that does not make machines', () => {
  test.use({
    settings: '[[simulator.faults.api-errors]]\ncall = "create"\nmachines = "team-a/held-*"\nmessage = "the datastore is locked"',
  });

  test('the cause is the hypervisor, and who must act depends on who reads', async ({ page, atoll, browser }) => {
    await atoll.kubectl(['apply'], undefined, HELD('held'));
    await signIn(page, 'dev');
    await page.goto('/clusters/team-a/held');
    const cause = page.getByRole('region', { name: 'State and cause' });
    await expect(cause).toHaveAttribute('data-state', 'blocked', { timeout: 30_000 });
    await expect(cause).toContainText(/The hypervisor reports an error for machine held-[^:]*: .*the datastore is locked/);
    await expect(cause).toContainText('An administrator');
    // The step that is under way looks as the cluster does.
    await expect(page.locator('[data-step="blocked"]')).toHaveCount(1);
    await expectAccessible(page);
    // A list tells the same state.
    await page.goto('/clusters');
    await expect(page.getByRole('row', { name: /held/ }).getByRole('status')).toHaveAttribute('data-state', 'blocked');

    const admin = await (await browser.newContext({ baseURL: atoll.url })).newPage();
    await signIn(admin, 'admin');
    await admin.goto('/clusters/team-a/held');
    await expect(admin.getByRole('region', { name: 'State and cause' })).toContainText('Who must actYou');
    await admin.context().close();
  });
});

test('a locked cluster is deleted by nobody until it is unlocked', async ({ page, atoll }) => {
  await atoll.kubectl(['apply'], undefined, HELD('kept'));
  await signIn(page, 'dev');
  await page.goto('/clusters/team-a/kept');
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible();
  await expect(atoll.kubectl(['delete', 'gc', 'kept', '-n', 'team-a', '--wait=false'])).rejects.toThrow(/locked against deletion/);
  await page.getByRole('button', { name: 'Delete cluster' }).click();
  await expect(page.getByText(/is locked against deletion/).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('button', { name: 'Lock', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Delete cluster' }).click();
  await page.getByLabel('Type kept to confirm').fill('kept');
  await page.getByRole('button', { name: 'Delete cluster' }).click();
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'deleting');
});
