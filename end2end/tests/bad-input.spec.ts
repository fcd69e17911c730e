// Bad input is normal input: each mistake is named where it is, and nothing typed is lost.
import type { Page } from '@playwright/test';
import { expect, expectAccessible, signIn, test } from '../support/test';

async function writeYaml(page: Page, yaml: string): Promise<void> {
  await page.goto('/clusters/new');
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  await page.getByLabel('GuestCluster as YAML').fill(yaml);
}

for (const script of [true, false]) {
  test.describe(script ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled: script });

    test('an invalid name is explained at its field and what was typed is kept', async ({ page }) => {
      await signIn(page, 'dev');
      await page.goto('/clusters/new');
      await page.getByLabel('Name', { exact: true }).fill('Not_A_Name');
      await page.getByLabel('Worker nodes').fill('7');
      await page.getByRole('button', { name: 'Request cluster' }).click();
      const name = page.getByLabel('Name', { exact: true });
      await expect(name).toHaveValue('Not_A_Name');
      await expect(name).toHaveAttribute('aria-invalid', 'true');
      await expect(page.getByLabel('Worker nodes')).toHaveValue('7');
      await expect(page.getByRole('alert').first()).toContainText(/lower-case letters/);
      if (script) await expectAccessible(page);
    });

    test('broken YAML is answered with line and column and kept', async ({ page }) => {
      await signIn(page, 'dev');
      const broken = 'apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata:\n  name: [oops\n';
      await writeYaml(page, broken);
      await page.getByRole('button', { name: 'Request cluster' }).click();
      await expect(page.getByRole('alert').first()).toContainText(/line \d+, column \d+/i);
      if (script) await expectAccessible(page);
      await expect(page.getByLabel('GuestCluster as YAML')).toHaveValue(broken);
    });
  });
}

test('a taken name, an unknown class and a foreign namespace are refused in the form and in kubectl alike', async ({ page, atoll }) => {
  const cluster = (name: string, spec: string, namespace = 'team-a') =>
    `apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n${spec}`;
  const good = '  distribution:\n    version: v1.37\n  topology:\n    controlPlane:\n      replicas: 1\n';
  await atoll.kubectl(['create'], undefined, cluster('twice', good));
  await expect(atoll.kubectl(['create'], undefined, cluster('twice', good))).rejects.toThrow(/AlreadyExists.*"twice" already exists/);
  await expect(atoll.kubectl(['create'], undefined, cluster('Not_A_Name', good))).rejects.toThrow(/metadata\.name: Invalid value/);
  await signIn(page, 'dev');

  await page.goto('/clusters/new');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('twice');
  await page.getByRole('button', { name: 'Request cluster' }).click();
  await expect(page.getByRole('alert').first()).toContainText(/has a cluster twice already/);
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(name).toHaveValue('twice');

  // What the portal says, and what kubectl says; what only other objects can tell is accepted by the API and told in the status.
  const wrong: [string, RegExp, RegExp?][] = [
    [cluster('even', good.replace('replicas: 1', 'replicas: 2')), /controlPlane\.replicas/, /controlPlane\.replicas.*supported values/s],
    [cluster('zero', good.replace('replicas: 1', 'replicas: 0')), /controlPlane\.replicas/, /controlPlane\.replicas/],
    [cluster('version', good.replace('v1.37', 'v9.99')), /v9\.99/],
    [cluster('class', `${good}      class: enormous\n`), /enormous/],
    [cluster('elsewhere', good, 'team-b'), /team-b/],
    [cluster('field', `${good}    controlplane: {}\n`), /controlplane/, /controlplane/],
  ];
  for (const [yaml, portal, kubectl] of wrong) {
    await writeYaml(page, yaml);
    await page.getByRole('button', { name: 'Request cluster' }).click();
    await expect(page.getByRole('alert').first()).toContainText(portal);
    await expect(page.getByLabel('GuestCluster as YAML')).toHaveValue(yaml);
    if (kubectl) await expect(atoll.kubectl(['create', '--validate=strict'], undefined, yaml)).rejects.toThrow(kubectl);
  }
  for (const name of ['version', 'class']) {
    const yaml = wrong.find(([text]) => text.includes(`name: ${name}`));
    await atoll.kubectl(['create'], undefined, yaml?.[0]);
    await expect.poll(() => atoll.kubectl(['-n', 'team-a', 'get', 'gc', name, '-o', 'jsonpath={.status.conditions[*].message}'])).toMatch(yaml?.[1] ?? /./);
    await page.goto(`/clusters/team-a/${name}`);
    await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'waiting');
  }
});

test('a request larger than its quota, and then than all hosts, waits with that cause', async ({ page, atoll }) => {
  test.setTimeout(300_000);
  await signIn(page, 'dev');
  await page.goto('/clusters/new');
  await page.getByLabel('Name', { exact: true }).fill('huge');
  await page.getByLabel('Worker nodes').fill('60');
  await page.getByLabel('Machine class').last().selectOption('best-effort-large');
  await page.getByRole('button', { name: 'Request cluster' }).click();
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'waiting', { timeout: 60_000 });
  // First the namespace's quota has no room for it, and nothing below it is made; then no host has.
  await expect(page.getByText(/quota of the namespace lacks/).first()).toBeVisible();
  expect(await atoll.kubectl(['-n', 'team-a', 'get', 'vm', '-o', 'name'])).toBe('');
  const more = '{"spec":{"hard":{"requests.cpu":"1000","requests.memory":"4Ti","requests.storage":"100Ti"}}}';
  await atoll.kubectl(['-n', 'team-a', 'patch', 'resourcequota', 'team-a', '--type=merge', '-p', more]);
  await expect(page.getByText(/no host can take/).first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'waiting', { timeout: 60_000 });
  await expectAccessible(page);

  // It goes on waiting, and nobody writes anything meanwhile.
  const versions = () => atoll.kubectl(['-n', 'team-a', 'get', 'gc,clusters,md,ms,machines,vspheremachines,vm', '-o', 'jsonpath={.items[*].metadata.resourceVersion}']);
  let settled = '';
  await expect
    .poll(async () => {
      const before = settled;
      settled = await versions();
      return before === settled;
    }, { intervals: [2_000], timeout: 60_000 })
    .toBe(true);
  await new Promise((wake) => setTimeout(wake, 5_000));
  expect(await versions()).toBe(settled);
  await page.reload();
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'waiting');
  await atoll.kubectl(['-n', 'team-a', 'delete', 'gc', 'huge', '--timeout=60s']);
  expect(atoll.onHypervisor()).toEqual([]);
});
