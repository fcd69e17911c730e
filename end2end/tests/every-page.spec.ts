// Every page that the table of routes knows: what axe finds in light and in dark, and whether anything sticks out of a telephone.
import { AxeBuilder } from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { expect, signIn, test } from '../support/test';

const TABLE = readFileSync(new URL('../../server/tests/it/routes.table', import.meta.url), 'utf8');
/** What programs read and the stream of changes. */
const NO_PAGES = /^\/(guests\/|healthz|readyz|metrics|events|admin\/audit\/export)/;
const PATHS = TABLE.split('\n')
  .map((line) => line.trim().split(/\s+/))
  .filter(([method, path, ...statuses]) => method === 'GET' && statuses[5] === '200' && !NO_PAGES.test(path))
  .map(([, path]) => path);

const SEEN = `
apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {name: seen, namespace: team-a}
spec:
  distribution: {version: v1.37}
  topology:
    controlPlane: {class: best-effort-xsmall, replicas: 1, storageClass: fast}
    nodePools: [{name: workers, class: best-effort-xsmall, replicas: 1, storageClass: fast}]
---
apiVersion: vmoperator.vmware.com/v1alpha6
kind: VirtualMachine
metadata: {name: seen, namespace: team-a}
spec: {className: best-effort-xsmall, imageName: debian-13, storageClass: fast}
---
apiVersion: portal.atoll.dev/v1alpha1
kind: QuotaRequest
metadata: {name: seen, namespace: team-a}
spec:
  changes: {requests.cpu: "200"}
  justification: "<b>bold</b> שלום 🏝️ ${'Donaudampfschifffahrtsgesellschaft'.repeat(6)}"
---
apiVersion: portal.atoll.dev/v1alpha1
kind: ClusterAccess
metadata: {name: seen, namespace: team-a}
spec: {clusterRef: {name: seen}, role: view, description: "<img src=x onerror=alert(1)> ${'x'.repeat(300)}"}
---
apiVersion: portal.atoll.dev/v1alpha1
kind: ApprovalPolicy
metadata: {name: seen}
spec: {approvers: [{kind: Group, name: "atoll:admins"}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: seen, namespace: team-a}
data: {long: "${'אבג '.repeat(80)}"}
---
apiVersion: v1
kind: Namespace
metadata: {name: ${'n'.repeat(63)}}
---
apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {name: ${'long-'.repeat(8)}x, namespace: team-a}
spec:
  distribution: {version: v1.37}
  topology: {controlPlane: {class: best-effort-xsmall, replicas: 3, storageClass: fast}}
`;

test('no page has a fault that axe can find, and none is wider than a telephone', async ({ page, atoll }) => {
  test.setTimeout(600_000);
  expect(PATHS.length).toBeGreaterThan(40);
  await atoll.kubectl(['apply'], undefined, SEEN);
  await atoll.kubectl(['wait', '--for=condition=Ready', '-n', 'team-a', 'guestcluster/seen', '--timeout=60s']);
  await signIn(page, 'admin');
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const faults: string[] = [];
  for (const path of PATHS) {
    await page.setViewportSize({ width: 1280, height: 900 });
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    const whole = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    // Only colours differ between the themes.
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']).analyze();
    await page.emulateMedia({ colorScheme: null });
    for (const violation of [...whole.violations, ...dark.violations]) {
      faults.push(`${path}: ${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join('; ')}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return [];
      // What lies in a box that scrolls by itself does not widen the page.
      const inside = (element: Element): boolean => {
        const parent = element.parentElement;
        return parent !== null && (getComputedStyle(parent).overflowX !== 'visible' || inside(parent));
      };
      const beyond = [...document.querySelectorAll('main *')].filter((element) => element.getBoundingClientRect().right > width + 1);
      const out = beyond.filter((element) => !inside(element));
      return out.slice(0, 5).map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    });
    if (wide.length > 0) faults.push(`${path}: wider than 390 px: ${wide.join(', ')}`);
  }
  expect(faults).toEqual([]);
  expect(dialogs).toEqual([]);
});
