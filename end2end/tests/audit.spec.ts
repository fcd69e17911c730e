// Who did what: the audit log finds who approved, and what the hypervisor did because of it; activity shows one's own teams.
import { expect, expectAccessible, signIn, test } from '../support/test';
import type { Atoll } from '../support/atoll';

const SMALL = '{"spec":{"hard":{"requests.cpu":"2","requests.memory":"64Gi","requests.storage":"500Gi"}}}';
const cluster = (name: string, namespace: string) =>
  `apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec:\n  distribution: {version: v1.37}\n  topology:\n    controlPlane: {replicas: 1}\n    nodePools: [{name: w, replicas: 1}]\n`;
const more = (name: string) =>
  `apiVersion: portal.atoll.dev/v1alpha1\nkind: QuotaRequest\nmetadata: {name: more, namespace: team-a}\nspec:\n  changes: {requests.cpu: "24"}\n  justification: A second cluster.\n  forObject: {apiVersion: guest.atoll.dev/v1alpha1, kind: GuestCluster, name: ${name}}\n`;

const field = (atoll: Atoll, object: string, path: string) => atoll.kubectl(['-n', 'team-a', 'get', object, '-o', `jsonpath=${path}`]);

test('an administrator finds who approved what and the hypervisor task that it led to, under one request id', async ({ page, atoll }) => {
  test.setTimeout(150_000);
  await atoll.kubectl(['-n', 'team-a', 'patch', 'resourcequota', 'team-a', '--type=merge', '-p', SMALL]);
  await atoll.kubectl(['create', '--as=dev'], undefined, cluster('parked', 'team-a'));
  await atoll.kubectl(['-n', 'team-a', 'wait', '--for=condition=QuotaAvailable=False', 'gc/parked', '--timeout=60s']);
  await atoll.kubectl(['create', '--as=dev'], undefined, more('parked'));
  await atoll.kubectl(['-n', 'team-a', 'patch', 'qr', 'more', '--subresource=status', '--type=merge', '-p', '{"status":{"phase":"Approved"}}', '--as=admin', '--as-group=atoll:admins']);
  await atoll.kubectl(['-n', 'team-a', 'wait', '--for=condition=Ready', 'gc/parked', '--timeout=90s']);
  const request = await field(atoll, 'gc/parked', '{.metadata.annotations.atoll\\.dev/request-id}');
  expect(await field(atoll, 'qr/more', '{.metadata.annotations.atoll\\.dev/request-id}')).toBe(request);

  await signIn(page, 'admin');
  await page.goto('/admin/audit');
  await expectAccessible(page);
  await page.getByText('More to search by').click();
  await page.getByLabel('Resource').fill('quotarequests');
  await page.getByLabel('Object', { exact: true }).fill('more');
  await page.getByRole('button', { name: 'Search' }).click();
  const approval = page.getByRole('row').filter({ hasText: 'acting as admin, decided quota request more: approved.' });
  await expect(approval).toHaveCount(1);
  await approval.getByRole('link', { name: request.slice(0, 8) }).click();

  await expect(page).toHaveURL(new RegExp(`/admin/audit/requests/${request}`));
  const records = page.getByRole('region', { name: 'What was asked, decided and done' });
  for (const told of [
    /requested cluster parked with 1 worker/,
    /acting as dev, created quota request more/,
    /decided quota request more: approved/,
    /quotarequest-controller changed quota team-a/,
    /Hypervisor, for virtual machine parked-\S+: machine created on host sim-host-\d/,
  ]) {
    await expect(records.getByRole('rowheader', { name: told }).first()).toBeVisible();
  }
  await expectAccessible(page);

  // One record in full; the way to all of its object.
  await records.getByRole('row').filter({ hasText: 'decided quota request more' }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Record \d/);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'All about this object' }).click();
  await expect(page.getByRole('rowheader', { name: /created quota request more/ })).toBeVisible();

  // The same records as a file, with their places in the chain.
  const file = await page.request.get(`/admin/audit/export?request=${request}&show=all`);
  expect(file.headers()['content-disposition']).toContain('audit.jsonl');
  const lines = (await file.text()).trim().split('\n').map((line) => JSON.parse(line) as Record<string, any>);
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.every((line) => line.auditID === request || line.annotations['atoll.dev/request-id'] === request)).toBe(true);
  expect(lines.every((line) => Number.isInteger(line.seq) && /^[0-9a-f]{64}$/.test(line.hash))).toBe(true);

  // Nobody has changed anything in it.
  await page.goto('/admin/audit');
  await page.getByRole('button', { name: 'Check the chain' }).click();
  await expect
    .poll(async () => {
      await page.reload();
      return page.locator('[data-chain]').getAttribute('data-chain');
    })
    .toBe('whole');
  await expectAccessible(page);

  // What is no time is said at its field, and what was typed stays.
  await page.goto('/admin/audit?from=noon&who=dev');
  await expect(page.getByLabel('From')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Who')).toHaveValue('dev');
});

test('activity tells a developer what was done in their namespaces, and nothing of others', async ({ page, atoll }) => {
  await atoll.kubectl(['create'], undefined, cluster('theirs', 'team-b'));
  await signIn(page, 'dev');
  await page.goto('/clusters/new');
  await page.getByLabel('Name', { exact: true }).fill('mine');
  await page.getByRole('button', { name: 'Request cluster' }).click();
  await expect(page).toHaveURL(/clusters\/team-a\/mine/);
  await atoll.kubectl(['-n', 'team-a', 'patch', 'gc', 'mine', '--type=json', '-p', '[{"op":"replace","path":"/spec/topology/nodePools/0/replicas","value":3}]']);

  await expect
    .poll(async () => {
      await page.goto('/activity');
      return page.getByRole('list').getByRole('listitem').filter({ hasText: 'atoll-admin scaled cluster mine to 3 workers.' }).count();
    })
    .toBe(1);
  await expect(page.getByText(/^dev requested cluster mine with \d workers?, Kubernetes v1/)).toBeVisible();
  await expect(page.getByText('theirs')).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Only me' }).click();
  await expect(page.getByText(/scaled cluster mine/)).toHaveCount(0);
  await expect(page.getByText(/^dev requested cluster mine/)).toBeVisible();
  expect((await page.goto('/activity?namespace=team-b'))?.status()).toBe(404);
  expect((await page.goto('/activity?namespace=absent'))?.status()).toBe(404);

  // The audit log and the controllers are for who may see them.
  for (const path of ['/admin/audit', '/admin/audit/records/1', '/admin/audit/requests/x', '/admin/audit/export', '/admin/controllers']) {
    expect((await page.goto(path))?.status(), path).toBe(403);
  }
});

test('the controllers tell how they are doing', async ({ page, atoll }) => {
  await atoll.kubectl(['create'], undefined, cluster('seen', 'team-b'));
  await atoll.kubectl(['wait', '--for=condition=Ready', '-n', 'team-b', 'guestcluster/seen', '--timeout=60s']);
  await signIn(page, 'admin');
  await page.goto('/admin/controllers');
  const machines = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^atoll-machine Runs/ }) });
  await expect(machines.getByRole('img', { name: /[1-9]\d* in all/ })).toBeVisible();
  await expectAccessible(page);
});
