// Signing in through a real OpenID provider: groups become roles, signing out ends it there, too.
import type { Page } from '@playwright/test';
import { Atoll } from '../support/atoll';
import { IdentityProvider } from '../support/provider';
import { expect, expectAccessible, test as base } from '../support/test';

const test = base.extend<{ local: boolean; provider: IdentityProvider }>({
  local: [false, { option: true }],
  // biome-ignore lint: Playwright reads the names of the fixtures from here.
  provider: async ({}, use) => {
    const provider = await IdentityProvider.start();
    await use(provider);
    await provider.stop();
  },
  atoll: async ({ provider, local }, use) => {
    const atoll = await Atoll.start(provider.settings(`local-accounts = ${local}`));
    provider.knows(atoll.url);
    await use(atoll);
    await atoll.stop();
  },
});

/** What the provider's own pages ask: a name, and whether the portal may know it. */
async function sayWho(page: Page, name: string): Promise<void> {
  await page.locator('input[name="login"]').fill(name);
  await page.locator('input[name="password"]').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('a group of the provider makes an administrator, and signing out ends both sessions', async ({ page, atoll, provider }) => {
  await page.goto('/clusters');
  await expect(page).toHaveURL(/\/signin\?next=/);
  await expect(page.getByLabel('Password')).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Sign in with Corp' }).click();
  await sayWho(page, 'ann');
  await expect(page).toHaveURL(`${atoll.url}/clusters`);
  await expect(page.getByText('corp:ann')).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('row', { name: /corp:ann.*You.*Corp.*atoll:admins, corp:everybody/ })).toBeVisible();
  await expectAccessible(page);

  await page.goto('/access/sessions');
  await expect(page.getByRole('row', { name: /Chrome on \w+ 127\.0\.0\.1 This one Corp/ })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  // The provider asks whether to sign out there as well.
  await expect(page).toHaveURL(new RegExp(`^${provider.issuer}/session/end`));
  await page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await expect(page).toHaveURL(`${atoll.url}/signin`);
  await page.getByRole('link', { name: 'Sign in with Corp' }).click();
  await expect(page.locator('input[name="login"]')).toBeVisible();
});

test('who is in no group of administrators sees no administration', async ({ page, atoll }) => {
  await page.goto('/signin');
  await page.getByRole('link', { name: 'Sign in with Corp' }).click();
  await sayWho(page, 'bob');
  await expect(page).toHaveURL(`${atoll.url}/`);
  await expect(page.getByRole('heading', { name: 'Administration' })).toHaveCount(0);
  expect((await page.goto('/admin/people'))?.status()).toBe(404);
});

test.describe('beside local accounts', () => {
  test.use({ local: true });

  test('a refused sign-in says why and leaves every way open', async ({ page }) => {
    await page.goto('/signin');
    await page.getByRole('link', { name: 'Sign in with Corp' }).click();
    await page.getByRole('link', { name: 'Cancel' }).click();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('Corp did not sign you in.');
    await expect(alert).toContainText('Request id');
    await expectAccessible(page);
    await page.getByLabel('Username').fill('dev');
    await page.getByLabel('Password').fill('atoll-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).not.toHaveURL(/signin|auth/);
  });

  test('somebody who is disabled is out at once', async ({ page, browser, atoll }) => {
    const theirs = await browser.newPage({ baseURL: atoll.url });
    await theirs.goto('/signin');
    await theirs.getByRole('link', { name: 'Sign in with Corp' }).click();
    await sayWho(theirs, 'bob');
    await expect(theirs).toHaveURL(`${atoll.url}/`);
    await page.goto('/signin?next=/admin/people');
    await page.getByLabel('Username').fill('admin');
    await page.getByLabel('Password').fill('atoll-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Disable: corp:bob' }).click();
    await expect(page.getByRole('button', { name: 'Enable: corp:bob' })).toBeVisible();
    await expectAccessible(page);
    await theirs.goto('/clusters');
    await expect(theirs).toHaveURL(/signin/);
    await theirs.getByRole('link', { name: 'Sign in with Corp' }).click();
    await expect(theirs.getByRole('alert')).toContainText('Your account is disabled here.');
    await theirs.close();
  });
});
