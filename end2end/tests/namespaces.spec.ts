// An administrator makes a namespace with members and quota, and its member uses it at once.
import { expect, expectAccessible, signIn, test } from '../support/test';

for (const script of [true, false]) {
  test.describe(script ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled: script });

    test('a namespace with members and quota is used at once by its member', async ({ page, browser, atoll }) => {
      test.setTimeout(120_000);
      await signIn(page, 'admin');
      await page.goto('/admin/namespaces');
      if (script) await expectAccessible(page);
      await page.getByRole('link', { name: 'Create namespace' }).click();
      if (script) await expectAccessible(page);

      // What is wrong is said where it is wrong, all at once, and what was typed stays.
      await page.getByLabel('Name', { exact: true }).fill('Team C');
      await page.getByLabel('Memory').fill('64');
      await page.getByLabel('User or group name').fill('dev2');
      await page.getByRole('button', { name: 'Create namespace' }).last().click();
      await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true');
      await expect(page.getByLabel('Memory')).toHaveAttribute('aria-invalid', 'true');
      await expect(page.getByLabel('User or group name')).toHaveValue('dev2');
      await expect(atoll.kubectl(['get', 'ns', 'team-c'])).rejects.toThrow(/not found/i);

      await page.getByLabel('Name', { exact: true }).fill('team-c');
      await page.getByLabel('CPU', { exact: true }).fill('64 vCPU');
      await page.getByLabel('Memory').fill('256 GiB');
      await page.getByRole('button', { name: 'Create namespace' }).last().click();
      await expect(page).toHaveURL(/\/admin\/namespaces\/team-c$/);
      await expect(page.getByRole('row').filter({ hasText: 'dev2' })).toBeVisible();
      if (script) await expectAccessible(page);
      expect(await atoll.kubectl(['-n', 'team-c', 'get', 'quota', '-o', 'jsonpath={.items[0].spec.hard}'])).toBe(
        '{"requests.cpu":"64","requests.memory":"256Gi","requests.storage":"500Gi"}',
      );

      // The member asks for a cluster there.
      const context = await browser.newContext({ baseURL: atoll.url, javaScriptEnabled: script });
      const member = await context.newPage();
      await signIn(member, 'dev2');
      await member.goto('/clusters/new?namespace=team-c');
      await member.getByLabel('Name', { exact: true }).fill('first');
      await member.getByLabel('Namespace', { exact: true }).selectOption('team-c');
      await member.getByRole('button', { name: 'Request cluster' }).click();
      await expect(member).toHaveURL(/\/clusters\/team-c\/first/);
      await atoll.kubectl(['-n', 'team-c', 'wait', '--for=condition=Ready', 'gc/first', '--timeout=60s']);

      // Less quota than is used stops nothing.
      await page.reload();
      await page.getByLabel('CPU', { exact: true }).fill('1');
      await page.getByRole('button', { name: 'Set quota' }).click();
      await expect(page.getByLabel('CPU', { exact: true })).toHaveValue('1');
      expect(await atoll.kubectl(['-n', 'team-c', 'get', 'gc', 'first', '-o', 'jsonpath={.status.phase}'])).toBe('Running');

      // A role is changed, then taken away; the member is a stranger then.
      const row = page.getByRole('row').filter({ hasText: 'dev2' });
      await row.getByLabel('Role of dev2').selectOption('view');
      await row.getByRole('button', { name: 'Change' }).click();
      await expect(row.getByLabel('Role of dev2')).toHaveValue('view');
      expect(await atoll.kubectl(['-n', 'team-c', 'get', 'rolebindings', '-o', 'jsonpath={.items[*].roleRef.name}'])).toBe('view');
      await page.getByRole('button', { name: 'Remove dev2' }).click();
      await expect(page.getByText('Nobody but administrators may use this namespace.')).toBeVisible();
      expect((await member.goto('/clusters/team-c/first'))?.status()).toBe(404);
      await context.close();

      // All that goes is named; the name is typed.
      await page.getByRole('link', { name: 'Delete namespace' }).click();
      await expect(page.getByText('GuestCluster')).toBeVisible();
      if (script) await expectAccessible(page);
      await page.getByLabel('Type team-c to confirm').fill('team');
      await page.getByRole('button', { name: 'Delete namespace' }).click();
      await expect(page.getByLabel('Type team-c to confirm')).toHaveValue('team');
      await page.getByLabel('Type team-c to confirm').fill('team-c');
      await page.getByRole('button', { name: 'Delete namespace' }).click();
      await expect(page).toHaveURL(/\/admin\/namespaces$/);
      await atoll.kubectl(['wait', '--for=delete', 'ns/team-c', '--timeout=60s']);
    });
  });
}

test('a machine class is made, offered, changed and deleted; the catalog says who uses what', async ({ page, atoll }) => {
  await signIn(page, 'admin');
  for (const part of ['images', 'releases', 'storage', 'classes']) {
    await page.goto(`/admin/catalog/${part}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
  await page.getByRole('link', { name: 'Create class' }).click();
  await page.getByLabel('Name', { exact: true }).fill('huge');
  await page.getByLabel('vCPU').fill('none');
  await page.getByRole('button', { name: 'Create class' }).click();
  await expect(page.getByLabel('vCPU')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await page.getByLabel('vCPU').fill('16');
  await page.getByLabel('Memory').fill('64 GiB');
  await page.getByLabel('team-b').uncheck();
  await page.getByRole('button', { name: 'Create class' }).click();
  const huge = page.getByRole('region', { name: 'huge' });
  await expect(huge).toContainText('Used by nothing');
  expect(await atoll.kubectl(['-n', 'team-a', 'get', 'vmclass', 'huge', '-o', 'jsonpath={.spec.hardware}'])).toBe('{"cpus":16,"memory":"64Gi"}');
  await expect(atoll.kubectl(['-n', 'team-b', 'get', 'vmclass', 'huge'])).rejects.toThrow(/not found/i);

  await page.goto('/admin/namespaces/team-b');
  await page.getByLabel(/^huge/).check();
  await page.getByRole('button', { name: 'Offer these classes' }).click();
  await expect(page.getByLabel(/^huge/)).toBeChecked();
  expect(await atoll.kubectl(['-n', 'team-b', 'get', 'vmclass', 'huge', '-o', 'jsonpath={.spec.hardware.cpus}'])).toBe('16');

  await page.goto('/admin/catalog/classes');
  await page.getByRole('link', { name: 'Delete huge' }).click();
  await page.getByLabel('Type huge to confirm').fill('huge');
  await page.getByRole('button', { name: 'Delete class' }).click();
  await expect(page).toHaveURL(/\/admin\/catalog\/classes$/);
  expect(await atoll.kubectl(['get', 'vmclass', '-A', '-o', 'name'])).not.toContain('huge');
});

test('namespaces and the catalog are for administrators', async ({ page }) => {
  await signIn(page, 'dev');
  for (const path of ['/admin/namespaces', '/admin/namespaces/team-a', '/admin/namespaces/team-a/delete', '/admin/new-namespace', '/admin/catalog/classes', '/admin/catalog/classes/x/delete']) {
    expect((await page.goto(path))?.status(), path).toBe(403);
  }
});
