// Who may come in, and what the door says.
import { expect, expectAccessible, signIn, test } from '../support/test';

test('a wrong password is refused and the name is kept', async ({ page }) => {
  await page.goto('/clusters');
  await expect(page).toHaveURL(/\/signin\?next=/);
  await expectAccessible(page);
  await page.getByLabel('Username').fill('dev');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Username')).toHaveValue('dev');
  await expectAccessible(page);
});

test('sign-in leads to the page that was asked for, sign-out ends the session', async ({ page }) => {
  await page.goto('/clusters');
  await page.getByLabel('Username').fill('dev');
  await page.getByLabel('Password').fill('atoll-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/clusters$/);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto('/clusters');
  await expect(page).toHaveURL(/\/signin/);
});

test('a page that does not exist says so and leads back', async ({ page }) => {
  await signIn(page, 'dev');
  const answer = await page.goto('/no-such-page');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test('nothing is fetched from elsewhere and the first load stays small', async ({ page, atoll }) => {
  let bytes = 0;
  const foreign: string[] = [];
  page.on('response', async (answer) => {
    if (!answer.url().startsWith(atoll.url)) foreign.push(answer.url());
    const sizes = await answer.request().sizes().catch(() => null);
    if (/\.(wasm|js|css)(\?|$)/.test(answer.url())) bytes += sizes?.responseBodySize ?? 0;
  });
  await page.goto('/signin', { waitUntil: 'networkidle' });
  expect(foreign).toEqual([]);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(350_000);
});
