// An administrator sees every layer; a developer does not.
import { expect, expectAccessible, signIn, test } from '../support/test';

const SEEN =
  'apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata: {name: seen, namespace: team-b}\nspec:\n  distribution: {version: v1.37}\n  topology:\n    controlPlane: {replicas: 1}\n    nodePools: [{name: w, replicas: 1}]\n';

test('the administrator sees the fleet and every layer', async ({ page, atoll }) => {
  await atoll.kubectl(['apply'], undefined, SEEN);
  await atoll.kubectl(['wait', '--for=condition=Ready', '-n', 'team-b', 'guestcluster/seen', '--timeout=60s']);
  await signIn(page, 'admin');
  for (const path of ['/', '/admin', '/admin/layers/guest', '/admin/layers/cluster-api', '/admin/layers/vms', '/admin/layers/hosts', '/access']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
    if (/guest|cluster-api|vms/.test(path)) await expect(page.getByText('seen').first()).toBeVisible();
    if (path.endsWith('hosts')) await expect(page.getByText(/sim-host/).first()).toBeVisible();
  }
});

test('a developer is refused the administration and other namespaces alike', async ({ page, atoll }) => {
  await atoll.kubectl(['apply'], undefined, SEEN);
  await signIn(page, 'dev');
  for (const path of ['/admin', '/admin/layers/guest', '/admin/layers/hosts']) {
    expect((await page.goto(path))?.status()).toBe(403);
  }
  await expectAccessible(page);
  const hidden = await page.goto('/clusters/team-b/seen');
  const absent = await page.goto('/clusters/team-b/absent');
  expect([hidden?.status(), absent?.status()]).toEqual([404, 404]);
});

test('a cluster is held still and goes on', async ({ page, atoll }) => {
  await atoll.kubectl(['apply'], undefined, SEEN);
  await atoll.kubectl(['wait', '--for=condition=Ready', '-n', 'team-b', 'guestcluster/seen', '--timeout=60s']);
  await signIn(page, 'admin');
  await page.goto('/clusters/team-b/seen');
  await page.getByRole('button', { name: 'Pause cluster' }).click();
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'waiting');
  expect(await atoll.kubectl(['-n', 'team-b', 'get', 'gc', 'seen', '-o', 'jsonpath={.spec.paused}'])).toBe('true');
  await page.getByRole('button', { name: 'Resume cluster' }).click();
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'ready');
});
