// Any object has a page: what it is, what stands above and below, and how it was earlier.
import { expect, expectAccessible, signIn, test } from '../support/test';

const CLUSTER =
  'apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata: {name: seen, namespace: team-a}\nspec:\n  distribution: {version: v1.37}\n  topology:\n    controlPlane: {replicas: 1}\n    nodePools: [{name: w, replicas: 1}]\n';

test('an object leads up to its cluster and down to its machine, and shows how it was', async ({ page, atoll }) => {
  await atoll.kubectl(['apply'], undefined, CLUSTER);
  await atoll.kubectl(['wait', '--for=condition=Ready', '-n', 'team-a', 'guestcluster/seen', '--timeout=60s']);
  await signIn(page, 'dev');
  await page.goto('/clusters/team-a/seen?tab=topology');
  await page.getByRole('link', { name: /^Machine seen-w-/ }).first().click();
  await page.getByRole('link', { name: 'Open its page, with its history' }).click();
  await expect(page).toHaveURL(/\/objects\/cluster\.x-k8s\.io\/v1beta2\/machines\/team-a\/seen-w-/);
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'ready');
  const relatives = page.getByRole('region', { name: 'Above and below' });
  for (const kind of [/^GuestCluster seen/, /^MachineDeployment/, /^KubeadmConfig/, /^VSphereMachine/]) await expect(relatives.getByRole('link', { name: kind })).toBeVisible();
  await expectAccessible(page);
  for (const tab of ['Events', 'YAML', 'Access', 'History']) {
    await page.getByRole('navigation', { name: 'Views of this object' }).getByRole('link', { name: tab, exact: true }).click();
    await expect(page.getByRole('navigation', { name: 'Views of this object' }).getByRole('link', { name: tab, exact: true })).toHaveAttribute('aria-current', 'page');
    await expectAccessible(page);
  }
  await page.getByRole('link', { name: 'What changed' }).first().click();
  await expect(page.getByRole('heading', { name: 'What changed' }).first()).toBeVisible();
  await expect(page.locator('[data-change="added"]').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Moment' }).fill('9d');
  await page.getByRole('button', { name: 'Show as it was' }).click();
  await expect(page.getByText('History does not reach back that far.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Moment' }).fill('0s');
  await page.getByRole('button', { name: 'Show as it was' }).click();
  await expect(page.getByText('This is how it was then, not how it is now.')).toBeVisible();
  await expectAccessible(page);
});

test('a stranger is told nothing about objects', async ({ page, atoll }) => {
  await atoll.kubectl(['apply'], undefined, CLUSTER);
  await signIn(page, 'dev2');
  for (const name of ['seen', 'absent']) {
    const answer = await page.goto(`/objects/guest.atoll.dev/v1alpha1/guestclusters/team-a/${name}`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not found');
  }
  await expectAccessible(page);
});
