// An administrator walks from a guest cluster down to its host and back, and sets the host in maintenance.
import { expect, expectAccessible, signIn, test } from '../support/test';

const CLUSTER =
  'apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata: {name: seen, namespace: team-a}\nspec:\n  distribution: {version: v1.37}\n  topology:\n    controlPlane: {replicas: 1}\n    nodePools: [{name: w, replicas: 1}]\n';

test('the tree leads from a cluster to its host, and the host back to its cluster', async ({ page, atoll }) => {
  await atoll.kubectl(['apply'], undefined, CLUSTER);
  await atoll.kubectl(['wait', '--for=condition=Ready', '-n', 'team-a', 'guestcluster/seen', '--timeout=60s']);
  await signIn(page, 'admin');
  await page.goto('/admin/tree');
  await expectAccessible(page);
  const open = page.getByRole('link', { name: 'Open namespace team-a' });
  if (await open.count()) await open.click();
  await page.getByRole('link', { name: 'Open cluster seen' }).click();
  await expect(page.getByRole('link', { name: 'Close cluster seen' })).toHaveAttribute('aria-expanded', 'true');
  for (const kind of [/^KubeadmControlPlane/, /^MachineDeployment/, /^MachineSet/, /^VSphereMachine/, /^VirtualMachine/]) {
    await expect(page.getByRole('link', { name: kind }).first()).toBeVisible();
  }
  await expectAccessible(page);
  await page.getByRole('link', { name: /^Node sim-host-/ }).first().click();
  await expect(page).toHaveURL(/\/admin\/hosts\/sim-host-\d$/);
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'ready');
  await expectAccessible(page);
  await page.getByRole('group', { name: 'Machines' }).getByRole('link', { name: 'seen', exact: true }).first().click();
  await expect(page).toHaveURL(/\/clusters\/team-a\/seen$/);
  await page.goBack();
  await page.getByRole('link', { name: 'Show in the tree' }).click();
  await expect(page).toHaveURL(/host=sim-host-/);
  await expect(page.getByRole('link', { name: /^GuestCluster seen/ })).toBeVisible();
});

test('a host is emptied, a machine of a cluster leaves it, and the host comes back', async ({ page, atoll }) => {
  await atoll.kubectl(['apply'], undefined, CLUSTER);
  await atoll.kubectl(['wait', '--for=condition=Ready', '-n', 'team-a', 'guestcluster/seen', '--timeout=60s']);
  const host = (await atoll.kubectl(['get', 'vm', '-n', 'team-a', '-o', 'jsonpath={.items[0].status.nodeName}'])).trim();
  await signIn(page, 'admin');
  await page.goto(`/admin/hosts/${host}`);
  await page.getByRole('link', { name: 'Maintenance', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Maintenance of ${host}`);
  await expect(page.getByRole('link', { name: /^seen-/ }).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel(`Type ${host} to confirm`).fill('another');
  await page.getByRole('button', { name: 'Empty the host' }).click();
  await expect(page.getByLabel(`Type ${host} to confirm`)).toHaveValue('another');
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel(`Type ${host} to confirm`).fill(host);
  await page.getByRole('button', { name: 'Empty the host' }).click();
  const maintenance = page.getByRole('region', { name: 'Maintenance' });
  await expect(maintenance).toContainText('It is empty', { timeout: 30_000 });
  await expect(page.getByText('No machine is on it.')).toBeVisible();
  await expectAccessible(page);
  const left = await atoll.kubectl(['get', 'vm', '-A', '-o', 'jsonpath={.items[*].status.nodeName}']);
  expect(left.split(' ')).not.toContain(host);
  await atoll.kubectl(['wait', '--for=condition=Ready', '-n', 'team-a', 'guestcluster/seen', '--timeout=30s']);
  expect(await atoll.kubectl(['get', 'node', host])).toContain('SchedulingDisabled');
  await page.getByRole('button', { name: 'End maintenance' }).click();
  await expect(maintenance).toHaveCount(0);
  await expect.poll(() => atoll.kubectl(['get', 'node', host])).not.toContain('SchedulingDisabled');
});

test('events and every layer are found by filter and order', async ({ page, atoll }) => {
  await atoll.kubectl(['apply'], undefined, CLUSTER);
  await atoll.kubectl(['wait', '--for=condition=Ready', '-n', 'team-a', 'guestcluster/seen', '--timeout=60s']);
  await signIn(page, 'admin');
  await page.goto('/admin/events');
  await page.getByLabel('Kind').selectOption('VirtualMachine');
  await page.getByLabel('Text contains').fill('seen');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/kind=VirtualMachine/);
  await expect(page.getByRole('link', { name: /^VirtualMachine seen-/ }).first()).toBeVisible();
  await expectAccessible(page);
  await page.goto('/admin/layers/cluster-api?kind=Machine');
  await page.getByRole('link', { name: 'Name', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: /^Name( |$)/ })).toHaveAttribute('aria-sort', 'ascending');
  await expect(page.getByRole('columnheader', { name: 'Node' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: /^seen-w-/ }).first().click();
  await expect(page).toHaveURL(/\/objects\/cluster\.x-k8s\.io\/v1beta2\/machines\/team-a\/seen-w-/);
});

test('a developer sees no hosts, no tree and no events of others', async ({ page }) => {
  await signIn(page, 'dev');
  for (const path of ['/admin/tree', '/admin/events', '/admin/hosts/sim-host-1', '/admin/hosts/absent', '/admin/hosts/sim-host-1/maintenance']) {
    expect((await page.goto(path))?.status()).toBe(403);
  }
});
