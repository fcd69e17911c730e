// Playwright's test with a running atoll of its own for each, and the ways people sign in.
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { Atoll } from './atoll';

export { expect };

export const test = base.extend<{ settings: string; atoll: Atoll }>({
  /** More for its configuration file. */
  settings: ['', { option: true }],
  atoll: async ({ settings }, use) => {
    const atoll = await Atoll.start(settings);
    await use(atoll);
    await atoll.stop();
  },
  baseURL: async ({ atoll }, use) => use(atoll.url),
});

export const PASSWORD = 'atoll-demo';

export async function signIn(page: Page, username: string): Promise<void> {
  await page.goto('/signin');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/signin/);
}

/** No violation that axe can find on this page, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const result = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    const found = result.violations.map((v) => `${v.id} (${colorScheme}, ${page.url()}): ${v.nodes.map((n) => n.target.join(' ')).join('; ')}`);
    expect(found).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}
