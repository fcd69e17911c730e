// The main job without a mouse.
import { expect, test } from '../support/test';
import type { Locator, Page } from '@playwright/test';

/** Presses Tab until this control has the focus, which must be seen. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (await control.evaluate((element) => element === document.activeElement)) {
      const outline = await control.evaluate((element) => getComputedStyle(element).outlineStyle);
      expect(outline, 'what has the focus is seen').not.toBe('none');
      return;
    }
  }
  throw new Error(`Tab does not reach ${control}`);
}

test('a cluster is found, requested and scaled by keyboard alone', async ({ page }) => {
  await page.goto('/signin');
  await tabTo(page, page.getByLabel('Username'));
  await page.keyboard.type('dev');
  await tabTo(page, page.getByLabel('Password'));
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
  await tabTo(page, page.getByLabel('Name', { exact: true }));
  await page.keyboard.type('by-keys');
  await tabTo(page, page.getByLabel('Worker nodes').first());
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('1');
  await tabTo(page, page.getByRole('button', { name: 'Request cluster', exact: true }).first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/clusters\/team-a\/by-keys/);
  await expect(page.getByRole('status').first()).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });

  await tabTo(page, page.getByLabel('Worker nodes').first());
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('2');
  await tabTo(page, page.getByRole('button', { name: 'Scale', exact: true }).first());
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 → 2')).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Scale', exact: true }).first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/clusters\/team-a\/by-keys$/);
});
