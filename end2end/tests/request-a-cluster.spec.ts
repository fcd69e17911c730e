// The main job: ask for a cluster, watch it come up, use it with kubectl, change it, delete it, leave nothing behind.
import { join } from 'node:path';
import { expect, expectAccessible, signIn, test } from '../support/test';

test('a developer requests a cluster, uses it with kubectl, scales it and deletes it', async ({ page, atoll }) => {
  test.setTimeout(180_000);
  await signIn(page, 'dev');
  await expectAccessible(page);

  await page.goto('/clusters');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Request a cluster' }).first().click();
  await expect(page.getByRole('heading', { name: 'Request a cluster' })).toBeVisible();
  const versions = page.getByLabel('Kubernetes version');
  const [asked] = (await versions.locator('option').allInnerTexts()).filter((version) => version.startsWith('v1.36.'));
  expect(asked).toBeDefined();
  await versions.selectOption(asked ?? '');
  await page.getByLabel('Worker nodes').fill('2');
  await page.getByLabel('Name', { exact: true }).fill('payments');
  await expect(page.getByText('name: payments', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Request cluster' }).click();

  await expect(page).toHaveURL(/\/clusters\/team-a\/payments/);
  const state = page.getByRole('status').first();
  await expect(state).toHaveAttribute('data-state', /progressing|waiting/);
  await expectAccessible(page);
  await expect(state).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download kubeconfig' }).first().click();
  const kubeconfig = join(atoll.dir, 'payments.kubeconfig');
  await (await download).saveAs(kubeconfig);
  const nodes = await atoll.readyNodes(kubeconfig);
  expect(nodes).toHaveLength(3);
  for (const node of nodes) expect(node).toContain(asked);
  await atoll.kubectl(['create', 'namespace', 'x'], kubeconfig);
  await atoll.kubectl(['-n', 'x', 'create', 'configmap', 'greeting', '--from-literal=hello=world'], kubeconfig);
  expect(await atoll.kubectl(['-n', 'x', 'get', 'configmap', 'greeting', '-o', 'jsonpath={.data.hello}'], kubeconfig)).toBe('world');
  const who = await atoll.kubectl(['config', 'view', '--raw', '-o', 'jsonpath={.users[0].user}'], kubeconfig);
  expect(Object.keys(JSON.parse(who))).toEqual(['token']);

  for (const tab of ['Topology', 'Events', 'YAML', 'Access', 'Overview']) {
    await page.getByRole('navigation', { name: 'Views of this cluster' }).getByRole('link', { name: tab, exact: true }).click();
    await expect(page.getByRole('heading', { name: /payments/ }).first()).toBeVisible();
    await expectAccessible(page);
  }

  await page.getByLabel('Worker nodes').first().fill('3');
  await page.getByRole('button', { name: 'Scale' }).click();
  await expect(page.getByText('2 → 3')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Scale' }).click();
  await expect.poll(() => atoll.readyNodes(kubeconfig), { timeout: 60_000 }).toHaveLength(4);
  for (const node of await atoll.readyNodes(kubeconfig)) expect(node).toContain(asked);
  await page.goto('/access');
  await expect(page.getByRole('link', { name: 'payments' }).first()).toBeVisible();
  await expectAccessible(page);
  await page.goto('/clusters/team-a/payments');
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });

  await page.getByRole('button', { name: 'Delete cluster' }).click();
  await expect(page.getByText('payments').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel(/Type .*payments/).fill('payments');
  await page.getByRole('button', { name: 'Delete cluster' }).click();
  const kinds = 'gc,clusters,kcp,md,ms,machines,kubeadmconfigs,kubeadmconfigtemplates,vsphereclusters,vspheremachines,vspheremachinetemplates,vm,vmservice,virtualmachinesetresourcepolicies,services,endpoints,secrets,configmaps,clusteraccesses';
  // What every namespace has is no rest of a cluster.
  const left = async () => (await atoll.kubectl(['get', kinds, '-n', 'team-a', '-o', 'name'])).split('\n').filter((name) => name && name !== 'configmap/kube-root-ca.crt');
  await expect.poll(left, { timeout: 60_000 }).toEqual([]);
  expect(atoll.onHypervisor()).toEqual([]);
  await page.goto('/clusters');
  await expect(page.getByText('payments')).toHaveCount(0);
});
