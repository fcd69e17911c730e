// A virtual machine from its request to its end, as people do it in the portal.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, signIn, test } from '../support/test';

const run = promisify(execFile);

/** Loads the page again, as one without script does, until the machine's state and a text are there. */
async function until(page: Page, state: string, text: string | RegExp) {
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('status').first()).toHaveAttribute('data-state', state, { timeout: 500 });
    await expect(page.getByText(text).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
}

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false });

  test('a developer requests a machine, powers it off and on, restarts, resizes and deletes it', async ({ page, atoll }) => {
    test.setTimeout(180_000);
    await signIn(page, 'dev');
    await page.goto('/vms');
    await page.getByRole('link', { name: 'Request a virtual machine' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('web');
    await page.getByRole('button', { name: 'Add disk' }).click();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('web');
    await page.getByLabel('User data').fill('#cloud-config\npackages: [nginx]\n');
    await page.getByRole('button', { name: 'Update preview' }).click();
    await expect(page.getByText('web-user-data').first()).toBeVisible();
    await page.getByRole('button', { name: 'Request virtual machine' }).click();
    await expect(page).toHaveURL(/\/vms\/team-a\/web/);
    await until(page, 'ready', /answers at 127\./);
    expect(await atoll.kubectl(['-n', 'team-a', 'get', 'secret', 'web-user-data', '-o', 'jsonpath={.metadata.ownerReferences[0].kind}'])).toBe('VirtualMachine');

    await page.getByRole('button', { name: 'Power off' }).click();
    await until(page, 'ready', 'is powered off, as asked for');
    await page.getByRole('button', { name: 'Power on' }).click();
    await until(page, 'ready', /answers at 127\./);
    await page.getByRole('button', { name: 'Restart' }).click();
    await until(page, 'ready', 'Restarted');

    await page.getByRole('link', { name: 'Resize' }).click();
    await page.getByLabel('New machine class').selectOption('best-effort-medium');
    await page.getByRole('button', { name: 'Show what it takes' }).click();
    await expect(page.getByLabel('New machine class')).toHaveValue('best-effort-medium');
    await page.getByLabel('Restart it now').check();
    await page.getByRole('button', { name: 'Resize' }).click();
    await until(page, 'ready', '16 GiB');
    const given = ['-n', 'team-a', 'get', 'vm', 'web', '-o', 'jsonpath={.status.class.name} {.status.hardware.memory.total}'];
    await expect.poll(() => atoll.kubectl(given), { timeout: 30_000 }).toBe('best-effort-medium 16Gi');
    await until(page, 'ready', /answers at 127\./);

    for (const tab of ['Topology', 'Events', 'YAML', 'Overview']) {
      const link = page.getByRole('navigation', { name: 'Views of this machine' }).getByRole('link', { name: tab, exact: true });
      await link.click();
      await expect(link).toHaveAttribute('aria-current', 'page');
      }
    await page.getByRole('button', { name: 'Delete machine' }).click();
    await expect(page.getByText('web-user-data')).toBeVisible();
    await page.getByLabel(/Type web/).fill('wbe');
    await page.getByRole('button', { name: 'Delete machine' }).click();
    await expect(page.getByText('Type web to delete this machine.').first()).toBeVisible();
    await page.getByLabel(/Type web/).fill('web');
    await page.getByRole('button', { name: 'Delete machine' }).click();
    const left = () => atoll.kubectl(['-n', 'team-a', 'get', 'vm,secrets', '-o', 'name']);
    await expect.poll(left, { timeout: 60_000 }).toBe('');
    expect(atoll.onHypervisor()).toEqual([]);
  });
});

test('a machine over quota is told before, refused in words, and leads to a request for quota', async ({ page, atoll }) => {
  await atoll.kubectl(['-n', 'team-a', 'patch', 'resourcequota', 'team-a', '--type=merge', '-p', '{"spec":{"hard":{"requests.cpu":"2"}}}']);
  await signIn(page, 'dev');
  await page.goto('/vms/new');
  await page.getByLabel('Name', { exact: true }).fill('large');
  await expect(page.getByText('name: large', { exact: true })).toBeVisible();
  await expect(page.getByText(/Missing are CPU: 2 vCPU/)).toBeVisible();
  await page.getByRole('button', { name: 'Request virtual machine' }).click();
  await expect(page.getByText(/The quota of team-a has no room for this machine/).first()).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('large');
  await expectAccessible(page);
  await expect(page.getByRole('link', { name: /quota/i }).filter({ hasText: /Request quota|Ask for this quota/ })).toHaveAttribute('href', /\/quota\/requests\/new\?namespace=team-a/);
});

test('a remark in YAML survives the form, and the copied command makes the machine', async ({ page, atoll }) => {
  await signIn(page, 'dev');
  await page.goto('/vms/new');
  await page.getByLabel('Name', { exact: true }).fill('remarked');
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  const yaml = page.getByLabel('VirtualMachine as YAML');
  const text = await yaml.inputValue();
  await yaml.fill(`# Ask Mia first.\n${text.replace('spec:', 'spec:\n  # Small is enough.')}`);
  await page.getByRole('button', { name: 'Form', exact: true }).click();
  await page.getByLabel('Machine class').selectOption('best-effort-xsmall');
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  const turned = await yaml.inputValue();
  expect(turned).toContain('# Ask Mia first.\n');
  expect(turned).toContain('  # Small is enough.\n  className: best-effort-xsmall\n');

  await yaml.fill(turned.replace('best-effort-xsmall', 'enormous'));
  await expect(page.getByText(/Line 9, column 14: spec.className: There is no machine class/).first()).toBeVisible();
  await expectAccessible(page);
  await yaml.fill(turned);
  await expect(page.getByText('There is no machine class')).toHaveCount(0);
  await page.getByText('The same with kubectl').click();
  const command = await page.getByRole('group', { name: 'Command' }).innerText();
  await run('bash', ['-c', command], { env: { ...process.env, KUBECONFIG: join(atoll.dir, 'data', 'admin.kubeconfig'), HOME: atoll.dir } });
  await atoll.kubectl(['-n', 'team-a', 'wait', '--for=condition=Ready', 'vm/remarked', '--timeout=30s']);
  await page.goto('/vms/team-a/remarked?tab=yaml&manager=kubectl-client-side-apply');
  await expect(page.locator('.yaml-line[data-chosen]').filter({ hasText: 'className' })).toHaveCount(1);
  await expectAccessible(page);
});

test('machines of a cluster stand apart, lead to it and refuse changes of their own', async ({ page, atoll }) => {
  test.setTimeout(120_000);
  await atoll.kubectl(['apply'], undefined, `apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {name: demo, namespace: team-a}
spec:
  distribution: {version: v1.37}
  topology: {controlPlane: {replicas: 1, class: best-effort-xsmall, storageClass: fast}, nodePools: []}
`);
  await atoll.kubectl(['-n', 'team-a', 'wait', '--for=condition=Ready', 'gc/demo', '--timeout=60s']);
  await signIn(page, 'dev');
  await page.goto('/vms');
  await expect(page.getByText('No machine is like that')).toBeVisible();
  await page.getByRole('link', { name: /Of clusters/ }).click();
  await page.getByRole('rowheader').getByRole('link').first().click();
  await expect(page.getByText('belongs to the cluster')).toBeVisible();
  await expect(page.getByRole('button', { name: /Power off|Delete machine|Resize/ })).toHaveCount(0);
  const here = new URL(page.url()).pathname;
  const answer = await page.request.post(`${atoll.url}${here}/power`, { form: { action: 'off' }, headers: { origin: atoll.url } });
  expect(answer.status()).toBe(409);
  await page.getByRole('main').getByRole('link', { name: 'demo', exact: true }).click();
  await expect(page).toHaveURL(/\/clusters\/team-a\/demo/);
});

test('a change of YAML is checked by the API, told of others\' changes, and applied', async ({ page, atoll }) => {
  await atoll.kubectl(['apply'], undefined, readFileSync(join('..', 'examples', 'virtual-machine.yaml'), 'utf8'));
  await atoll.kubectl(['-n', 'team-a', 'wait', '--for=condition=Ready', 'vm/alone', '--timeout=30s']);
  await signIn(page, 'dev');
  await page.goto('/vms/team-a/alone?tab=yaml');
  await page.getByRole('link', { name: 'Edit YAML' }).click();
  const yaml = page.getByLabel('VirtualMachine as YAML');
  const opened = await yaml.inputValue();
  await yaml.fill(opened.replace('powerState: PoweredOn', 'powerState: Sideways'));
  await page.getByRole('button', { name: 'Check' }).click();
  await expect(page.getByText(/Line \d+, column \d+: .*powerState/).first()).toBeVisible();
  await expectAccessible(page);

  const mine = `# Off for the night.\n${opened.replace('powerState: PoweredOn', 'powerState: PoweredOff')}`;
  await yaml.fill(mine);
  await atoll.kubectl(['-n', 'team-a', 'label', 'vm', 'alone', 'owner=mia']);
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Somebody changed it meanwhile')).toBeVisible();
  await expect(page.getByText('metadata.labels.owner').first()).toBeVisible();
  await expect(yaml).toHaveValue(mine);
  await expectAccessible(page);
  await yaml.fill(mine.replace('metadata:', 'metadata:\n  labels: {owner: mia}'));
  await page.getByRole('button', { name: /Apply/ }).click();
  await expect(page).toHaveURL(/tab=yaml/);
  const now = ['-n', 'team-a', 'get', 'vm', 'alone', '-o', 'jsonpath={.spec.powerState} {.metadata.labels.owner}'];
  expect(await atoll.kubectl(now)).toBe('PoweredOff mia');
});

test('remarks in a cluster\'s YAML survive the form', async ({ page }) => {
  await signIn(page, 'dev');
  await page.goto('/clusters/new');
  await page.getByLabel('Name', { exact: true }).fill('remarked');
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  const yaml = page.getByLabel('GuestCluster as YAML');
  await yaml.fill((await yaml.inputValue()).replace('nodePools:', '# For the nightly jobs.\n    nodePools: # two'));
  await page.getByRole('button', { name: 'Form', exact: true }).click();
  await page.getByLabel('Worker nodes').fill('3');
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  const turned = await yaml.inputValue();
  expect(turned).toContain('    # For the nightly jobs.\n    nodePools: # two\n');
  expect(turned).toContain('replicas: 3');
});
