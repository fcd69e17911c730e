// The main job without a mouse.
import { expect, test } from '../support/test';
import type { Page } from '@playwright/test';

/** Presses Tab until the control with this accessible name has the focus, which must be seen. */
async function tabTo(page: Page, role: 'button' | 'combobox' | 'link' | 'spinbutton' | 'textbox', name: string | RegExp): Promise<void> {
  const control = page.getByRole(role, { name, exact: true }).first();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (await control.evaluate((element) => element === document.activeElement)) {
      const outline = await control.evaluate((element) => getComputedStyle(element).outlineStyle);
      expect(outline, `${name} shows its focus`).not.toBe('none');
      return;
    }
  }
  throw new Error(`Tab does not reach ${role} ${name}`);
}

test('a cluster is found, requested and scaled by keyboard alone', async ({ page }) => {
  await page.goto('/signin');
  await tabTo(page, 'textbox', 'Username');
  await page.keyboard.type('dev');
  await tabTo(page, 'textbox', 'Password');
  await page.keyboard.type('atoll-demo');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Home');

  // The first stop of a page leads past its navigation.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();

  await page.keyboard.press('/');
  await page.keyboard.type('request a cluster');
  const hit = page.getByRole('dialog').getByRole('link', { name: 'Request a cluster' });
  await expect(hit).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(hit).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/clusters\/new/);
  await tabTo(page, 'textbox', 'Name');
  await page.keyboard.type('by-keys');
  await tabTo(page, 'spinbutton', 'Worker nodes');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('1');
  await tabTo(page, 'button', 'Request cluster');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/clusters\/team-a\/by-keys/);
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });

  await tabTo(page, 'spinbutton', 'Worker nodes');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('2');
  await tabTo(page, 'button', 'Scale');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 → 2')).toBeVisible();
  await tabTo(page, 'button', 'Scale');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/clusters\/team-a\/by-keys$/);
});
