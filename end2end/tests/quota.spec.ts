// Quota, from what is missing to what goes on by itself; everything of the developer's side with script off.
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Atoll } from '../support/atoll';
import { expect, expectAccessible, signIn, test } from '../support/test';

/** A window of somebody else. */
async function windowOf(browser: Browser, atoll: Atoll, username: string, javaScriptEnabled = true): Promise<[Page, BrowserContext]> {
  const context = await browser.newContext({ baseURL: atoll.url, javaScriptEnabled });
  const page = await context.newPage();
  await signIn(page, username);
  return [page, context];
}

/** The page that somebody without script is on has no violation, seen by somebody with script. */
async function expectAccessibleTo(username: string, browser: Browser, atoll: Atoll, url: string): Promise<void> {
  const [page, context] = await windowOf(browser, atoll, username);
  await page.goto(url);
  await expectAccessible(page);
  await context.close();
}

/** Requests a cluster with three large workers, which team-a's quota does not have room for, and asks for quota with it. */
async function requestBeyondQuota(page: Page, name: string): Promise<void> {
  await page.goto('/clusters/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Worker nodes').fill('8');
  await page.getByRole('button', { name: 'Update preview' }).click();
  await expect(page.getByText('The quota is too small.')).toBeVisible();
  await page.getByRole('button', { name: 'Request cluster and quota' }).click();
  await expect(page).toHaveURL(/\/quota\/requests\/new\?namespace=team-a&cluster=/);
}

const quota = (atoll: Atoll, resource: string) => atoll.kubectl(['-n', 'team-a', 'get', 'resourcequota', 'team-a', '-o', `jsonpath={.spec.hard.requests\\.${resource}}`]);

test('a shortfall becomes a request from the plan; approved in part it resumes the parked cluster', async ({ browser, atoll }) => {
  test.setTimeout(150_000);
  const [dev] = await windowOf(browser, atoll, 'dev', false);
  await requestBeyondQuota(dev, 'payments');
  // 9 machines and 2 for upgrades, of 4 CPUs each: 44, where 32 are allowed.
  await expect(dev.getByLabel('CPU', { exact: true })).toHaveValue('44');
  await expect(dev.getByLabel('Memory', { exact: true })).toHaveValue('88 GiB');
  await dev.getByLabel('CPU', { exact: true }).fill('64 vCPU');
  await dev.getByRole('button', { name: 'Request quota' }).click();
  await expect(dev.getByText('Say what the quota is for')).not.toHaveCount(0);
  await expect(dev.getByLabel('CPU', { exact: true })).toHaveValue('64 vCPU');
  await expectAccessibleTo('dev', browser, atoll, '/quota/requests/new?namespace=team-a&cluster=payments');
  await dev.getByLabel('Justification').fill('Payments moves off the shared cluster <b>before</b> the audit.');
  await dev.getByRole('button', { name: 'Request quota' }).click();
  await expect(dev).toHaveURL(/\/quota\/requests\/team-a\/payments-/);
  await expect(dev.getByRole('status').first()).toHaveAttribute('data-state', 'waiting');
  await expect(dev.getByText('<b>before</b>')).toBeVisible();
  await expect(dev.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await expectAccessibleTo('dev', browser, atoll, dev.url());
  const request = dev.url();
  await dev.goto('/clusters/team-a/payments');
  await expect(dev.getByRole('status').first()).toHaveAttribute('data-state', 'waiting');
  await dev.getByRole('link', { name: 'Follow the request' }).click();
  expect(dev.url()).toBe(request);

  const [admin] = await windowOf(browser, atoll, 'admin');
  await expect(admin.getByRole('link', { name: 'Approvals 1' })).toBeVisible();
  await admin.getByRole('link', { name: /^Approvals/ }).click();
  const asked = admin.getByRole('region', { name: /team-a asks for CPU 32 vCPU → 64 vCPU/ });
  await expect(asked.getByText('payments', { exact: true })).toBeVisible();
  await expectAccessible(admin);
  await asked.getByLabel('Grant CPU').fill('70');
  await asked.getByRole('button', { name: 'Approve' }).click();
  await expect(admin.getByText('Grant an amount between').first()).toBeVisible();
  await expect(admin.getByLabel('Grant CPU')).toHaveValue('70');
  await expectAccessible(admin);
  await admin.getByLabel('Grant CPU').fill('44');
  await admin.getByLabel('Comment').fill('44 are enough for it');
  await admin.getByRole('button', { name: 'Approve' }).click();
  await expect(admin).toHaveURL(/\/admin\/approvals/);
  await expect(admin.getByText('Approved in part').first()).toBeVisible();
  await expectAccessible(admin);

  await expect.poll(() => quota(atoll, 'cpu')).toBe('44');
  await dev.goto(request);
  await expect(dev.getByRole('status').first()).toHaveAttribute('data-phase', 'PartiallyApproved');
  await expect(dev.getByText('44 are enough for it')).toBeVisible();
  await expect(dev.getByText('admin').first()).toBeVisible();
  await expectAccessibleTo('dev', browser, atoll, dev.url());
  await expect(async () => {
    await dev.goto('/clusters/team-a/payments');
    await expect(dev.getByRole('status').first()).toHaveAttribute('data-state', 'ready', { timeout: 500 });
  }).toPass({ timeout: 90_000 });
  await dev.goto('/quota');
  await expect(dev.getByRole('img', { name: 'CPU: 44 vCPU used of 44 vCPU' })).toBeVisible();
  await expect(dev.getByRole('link', { name: 'payments', exact: true })).toBeVisible();
  await expectAccessibleTo('dev', browser, atoll, dev.url());
});

test('a request is denied with a reason, another is taken back, and two approvers do not decide twice', async ({ browser, atoll }) => {
  test.setTimeout(120_000);
  const [dev] = await windowOf(browser, atoll, 'dev', false);
  const ask = async (cpu: string, why: string): Promise<string> => {
    await dev.goto('/quota/requests/new?namespace=team-a');
    await dev.getByLabel('CPU', { exact: true }).fill(cpu);
    await dev.getByLabel('Justification').fill(why);
    await dev.getByRole('button', { name: 'Request quota' }).click();
    await expect(dev.getByRole('status').first()).toHaveAttribute('data-phase', 'Pending');
    return new URL(dev.url()).pathname;
  };
  const taken = await ask('40', 'By mistake');
  await dev.getByRole('button', { name: 'Cancel request' }).click();
  await expect(dev.getByRole('status').first()).toHaveAttribute('data-phase', 'Cancelled');
  await expect(dev.getByRole('button', { name: 'Cancel request' })).toHaveCount(0);

  const request = await ask('48', 'For the load test');
  const [first] = await windowOf(browser, atoll, 'admin');
  // Without script the page stays as it was loaded.
  const [second] = await windowOf(browser, atoll, 'admin', false);
  await first.goto(request);
  await second.goto(request);
  await second.getByLabel('Comment').fill('of course');
  await first.getByLabel('Comment').fill('After the holidays');
  await first.getByRole('button', { name: 'Deny' }).click();
  await expect(first).toHaveURL(/\/admin\/approvals/);
  const late = second.waitForResponse((answer) => answer.url().endsWith('/decide'));
  await second.getByRole('button', { name: 'Approve' }).click();
  expect((await late).status()).toBe(409);
  await expect(second.getByText(/admin denied this request on .* Your decision was not applied/)).toBeVisible();
  await expect(second.getByText('of course')).toBeVisible();
  expect(await quota(atoll, 'cpu')).toBe('32');
  await dev.goto(request);
  await expect(dev.getByText('After the holidays')).toBeVisible();
  await expect(dev.getByRole('status').first()).toHaveAttribute('data-state', 'failed');

  // Who may not see the namespace hears nothing of it.
  const [other] = await windowOf(browser, atoll, 'dev2');
  for (const path of [request, taken, '/quota/requests/team-a/none', '/quota/requests/new?namespace=team-a', '/admin/approvals']) {
    expect((await other.goto(path))?.status(), path).toBe(404);
  }
  await expect(other.getByRole('link', { name: /^Approvals/ })).toHaveCount(0);
});

test('a policy grants small increases, and an expired grant is taken back', async ({ browser, atoll }) => {
  test.setTimeout(120_000);
  await atoll.kubectl(['apply'], undefined, 'apiVersion: portal.atoll.dev/v1alpha1\nkind: ApprovalPolicy\nmetadata: {name: small-increases}\nspec:\n  automatic: [{resources: [requests.cpu], increaseUpTo: "8"}]\n');
  const [dev] = await windowOf(browser, atoll, 'dev', false);
  await dev.goto('/quota/requests/new?namespace=team-a');
  await dev.getByLabel('CPU', { exact: true }).fill('40');
  await dev.getByLabel('Justification').fill('A second worker');
  const soon = new Date(Date.now() + 6_000).toISOString();
  await dev.getByLabel('Until').fill(soon);
  await dev.getByRole('button', { name: 'Request quota' }).click();
  await expect(async () => {
    await dev.reload();
    await expect(dev.getByRole('status').first()).toHaveAttribute('data-phase', /AutoApproved|Expired/, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expect(dev.getByText('granted by policy small-increases')).toBeVisible();
  await expect(async () => {
    await dev.reload();
    await expect(dev.getByRole('status').first()).toHaveAttribute('data-phase', 'Expired', { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expect.poll(() => quota(atoll, 'cpu'), { timeout: 20_000 }).toBe('32');
});

test('an approver who is no administrator finds the queue', async ({ browser, atoll }) => {
  await atoll.kubectl(['create', 'clusterrole', 'quota-deciders', '--verb=get,list,watch,patch', '--resource=quotarequests.portal.atoll.dev,quotarequests.portal.atoll.dev/status']);
  await atoll.kubectl(['create', 'clusterrolebinding', 'quota-deciders', '--clusterrole=quota-deciders', '--user=dev2']);
  const policy = { apiVersion: 'portal.atoll.dev/v1alpha1', kind: 'ApprovalPolicy', metadata: { name: 'deciders' }, spec: { approvers: [{ kind: 'User', name: 'dev2' }] } };
  await atoll.kubectl(['apply'], undefined, JSON.stringify(policy));
  const request = { apiVersion: 'portal.atoll.dev/v1alpha1', kind: 'QuotaRequest', metadata: { name: 'more', namespace: 'team-a' }, spec: { changes: { 'requests.cpu': '36' }, justification: 'مرحبا 👋 <script>alert(1)</script> '.repeat(20) } };
  await atoll.kubectl(['create'], undefined, JSON.stringify(request));
  const [approver] = await windowOf(browser, atoll, 'dev2');
  await approver.setViewportSize({ width: 390, height: 844 });
  await approver.goto('/admin/approvals');
  await expect(approver.getByRole('button', { name: 'Approve' })).toBeVisible();
  expect(await approver.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await expectAccessible(approver);
  await approver.getByRole('button', { name: 'Approve' }).click();
  await expect(approver.getByText('Nothing waits for you')).toBeVisible();
  await expect.poll(() => quota(atoll, 'cpu')).toBe('36');
});

test('scaling and upgrading show their plan before anything changes', async ({ browser, atoll }) => {
  test.setTimeout(150_000);
  const [dev] = await windowOf(browser, atoll, 'dev', false);
  await dev.goto('/clusters/new');
  await dev.getByLabel('Name', { exact: true }).fill('demo');
  await dev.getByLabel('Worker nodes').fill('1');
  await dev.getByLabel('Kubernetes version').selectOption({ label: 'v1.36.1' });
  await dev.getByRole('button', { name: 'Request cluster', exact: true }).click();
  const state = async (wanted: string) =>
    expect(async () => {
      await dev.goto('/clusters/team-a/demo');
      await expect(dev.getByRole('status').first()).toHaveAttribute('data-state', wanted, { timeout: 500 });
    }).toPass({ timeout: 60_000 });
  await state('ready');
  await dev.getByLabel('Worker nodes').fill('20');
  await dev.getByRole('button', { name: 'Scale' }).click();
  await expect(dev).toHaveURL(/scale\?pool=workers&nodes=20/);
  await expect(dev.getByText('1 → 20')).toBeVisible();
  await expect(dev.getByText('None. What runs goes on running.')).toBeVisible();
  await expect(dev.getByText('The quota is too small.')).toBeVisible();
  await expect(dev.locator('[data-change=removed]')).toContainText('replicas: 1');
  await expectAccessibleTo('dev', browser, atoll, dev.url());
  await dev.getByLabel('Worker nodes').fill('2');
  await dev.getByRole('button', { name: 'Update plan' }).click();
  await expect(dev.getByText("The new machine fits on today's hosts.")).toBeVisible();
  await expect(dev.getByText('sim-host')).toHaveCount(0);
  await dev.getByRole('button', { name: 'Scale' }).click();
  await expect(dev).toHaveURL(/\/clusters\/team-a\/demo$/);
  await dev.goto('/clusters/team-a/demo/upgrade');
  await expect(dev.getByText('Kubernetes goes from v1.36.1 to v1.37.1.').first()).toBeVisible();
  await expectAccessibleTo('dev', browser, atoll, dev.url());
  await dev.getByRole('button', { name: 'Upgrade' }).click();
  await expect.poll(() => atoll.kubectl(['-n', 'team-a', 'get', 'gc', 'demo', '-o', 'jsonpath={.status.version}']), { timeout: 60_000 }).toBe('v1.37.1');
  await dev.goto('/clusters/team-a/demo/upgrade');
  await expect(dev.getByText('This is the newest version that there is')).toBeVisible();
});

test('policies are read in words and edited as YAML; what was decided is told', async ({ browser, atoll }) => {
  const [admin] = await windowOf(browser, atoll, 'admin');
  await admin.goto('/admin/approvals/policies');
  await expect(admin.getByText('There is no policy')).toBeVisible();
  await admin.getByRole('link', { name: 'Make a policy' }).click();
  await expectAccessible(admin);
  const yaml = admin.getByLabel('ApprovalPolicy as YAML');
  const proposed = await yaml.inputValue();
  await yaml.fill(proposed.replace(/increaseUpTo: "?8"?/, 'increaseUpTo: "-8"'));
  await admin.getByRole('button', { name: 'Save policy' }).click();
  await expect(admin.getByText(/spec.automatic\[0\].increaseUpTo/).first()).toBeVisible();
  await yaml.fill(proposed);
  await admin.getByRole('button', { name: 'Save policy' }).click();
  await expect(admin.getByText('CPU: up to 8 vCPU more at a time is granted without a person. At least 80 % of the quota must be in use.')).toBeVisible();
  await expectAccessible(admin);

  const [dev] = await windowOf(browser, atoll, 'dev', false);
  expect((await dev.goto('/admin/approvals/policies'))?.status()).toBe(404);
  await dev.goto('/notifications');
  await expect(dev.getByText('There is nothing to tell')).toBeVisible();
  const request = { apiVersion: 'portal.atoll.dev/v1alpha1', kind: 'QuotaRequest', metadata: { name: 'mine', namespace: 'team-a' }, spec: { changes: { 'requests.cpu': '64' }, justification: 'x' } };
  await atoll.kubectl(['--as=dev', 'create'], undefined, JSON.stringify(request));
  await admin.goto('/notifications');
  await expect(admin.getByRole('link', { name: 'dev asks for quota with mine' })).toBeVisible();
  await atoll.kubectl(['-n', 'team-a', 'patch', 'quotarequest', 'mine', '--subresource=status', '--type=merge', '-p', '{"status":{"phase":"Denied","comment":"too much"}}']);
  await dev.goto('/clusters');
  await dev.getByRole('link', { name: /^Notifications 1/ }).click();
  await expect(dev.getByText('denied your request mine')).toBeVisible();
  await expectAccessibleTo('dev', browser, atoll, dev.url());
  await dev.getByRole('button', { name: 'Mark all as seen' }).click();
  await expect(dev.getByText('Nothing new since you last looked.')).toBeVisible();
  await expect(dev.getByRole('link', { name: 'Notifications', exact: true })).toBeVisible();
});
