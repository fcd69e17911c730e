// Everything a developer needs works before, and without, any script.
import { join } from 'node:path';
import { expect, signIn, test } from '../support/test';

test.use({ javaScriptEnabled: false });

test('a developer requests, sees, scales and deletes a cluster with JavaScript off', async ({ page, atoll }) => {
  test.setTimeout(120_000);
  await signIn(page, 'dev');
  await page.goto('/clusters/new');
  await page.getByLabel('Name', { exact: true }).fill('quiet');
  await page.getByRole('button', { name: /Add .*pool/ }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('quiet');
  await page.getByRole('button', { name: /Remove/ }).last().click();
  await page.getByLabel('Worker nodes').fill('1');
  await page.getByRole('button', { name: 'Update preview' }).click();
  await expect(page.getByText('name: quiet', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Request cluster' }).click();
  await expect(page).toHaveURL(/\/clusters\/team-a\/quiet/);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'ready', { timeout: 500 });
  }).toPass({ timeout: 60_000 });

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download kubeconfig' }).first().click();
  const kubeconfig = join(atoll.dir, 'quiet.kubeconfig');
  await (await download).saveAs(kubeconfig);
  expect(await atoll.readyNodes(kubeconfig)).toHaveLength(2);
  await page.getByLabel('Worker nodes').first().fill('2');
  await page.getByRole('button', { name: 'Scale' }).click();
  await expect(page.getByText('1 → 2')).toBeVisible();
  await page.getByRole('button', { name: 'Scale' }).click();
  await expect.poll(() => atoll.readyNodes(kubeconfig), { timeout: 60_000 }).toHaveLength(3);

  await page.goto('/clusters/team-a/quiet');
  await page.getByRole('button', { name: 'Delete cluster' }).click();
  await page.getByLabel(/Type .*quiet/).fill('quiet');
  await page.getByRole('button', { name: 'Delete cluster' }).click();
  await expect(async () => {
    await page.goto('/clusters');
    await expect(page.getByRole('link', { name: 'quiet', exact: true })).toHaveCount(0, { timeout: 500 });
  }).toPass({ timeout: 60_000 });
});
