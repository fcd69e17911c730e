// Kubeconfigs for people: the program signs in through the browser or by a code, real kubectl uses it, and what is taken back ends.
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Atoll } from '../support/atoll';
import { expect, expectAccessible, signIn, test } from '../support/test';

const run = promisify(execFile);
const program = resolve(process.env.ATOLL_PROGRAM ?? '../target/debug/atoll');

test.use({ settings: '[kubeconfig]\nmin-lifetime = "10s"\n' });

/** What somebody at a terminal has: the program in the PATH, a home, and a browser that only notes what it is to open. */
function terminal(atoll: Atoll): { env: NodeJS.ProcessEnv; opened: string } {
  const [opened, browser] = [join(atoll.dir, 'opened'), join(atoll.dir, 'browser')];
  writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`);
  chmodSync(browser, 0o755);
  const PATH = `${dirname(program)}:${process.env.PATH}`;
  return { env: { ...process.env, PATH, HOME: atoll.dir, XDG_CONFIG_HOME: '', XDG_CACHE_HOME: '', BROWSER: browser }, opened };
}

async function ready(atoll: Atoll, name: string): Promise<void> {
  const cluster = `apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {name: ${name}, namespace: team-a}
spec:
  distribution: {version: v1.37}
  topology: {controlPlane: {replicas: 1, class: best-effort-xsmall, storageClass: fast}, nodePools: []}
`;
  await atoll.kubectl(['apply'], undefined, cluster);
  await atoll.kubectl(['-n', 'team-a', 'wait', 'gc', name, '--for=condition=Ready', '--timeout=60s']);
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'nothing was refused', (error: { stderr?: string }) => error.stderr ?? String(error));
}

test('a developer signs in on the command line, uses a cluster through it, and is out when it is taken back', async ({ page, atoll }) => {
  test.setTimeout(180_000);
  await ready(atoll, 'demo');
  const { env, opened } = terminal(atoll);
  await signIn(page, 'dev');

  // Through the browser of this computer.
  const login = run('atoll', ['login', '--server', atoll.url], { env });
  await expect.poll(() => existsSync(opened) && readFileSync(opened, 'utf8').length).toBeTruthy();
  await page.goto(readFileSync(opened, 'utf8'));
  await expect(page.getByRole('heading', { name: /Sign in .+ as dev\?/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Sign in this computer' }).click();
  await expect(page.getByText('You can close this page')).toBeVisible();
  expect((await login).stderr).toContain(`Signed in to ${atoll.url} as dev`);
  expect(statSync(join(atoll.dir, '.config/atoll/logins.json')).mode & 0o777).toBe(0o600);

  // A kubeconfig without a secret, used by kubectl as it is.
  const { stdout } = await run('atoll', ['kubeconfig', 'demo', '-n', 'team-a'], { env });
  expect(stdout).toContain('client.authentication.k8s.io/v1');
  expect(stdout).not.toMatch(/token:|client-key-data/);
  const file = join(atoll.dir, 'demo.kubeconfig');
  writeFileSync(file, stdout);
  const kubectl = (...args: string[]) => run('kubectl', ['--kubeconfig', file, ...args], { env });
  expect((await kubectl('get', 'nodes', '-o', 'name')).stdout).toContain('node/demo-');
  expect((await kubectl('auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}')).stdout).toBe('dev');

  // Revoked in the portal: nothing works any more, not even the token that is kept.
  await page.goto('/access');
  await expect(page.getByText('Kubeconfig that signs in through the program atoll')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Revoke demo-/ }).click();
  await expect(page.getByText(/^Revoked/).first()).toBeVisible();
  await expect.poll(() => refusal(kubectl('get', 'nodes')), { timeout: 30_000 }).toMatch(/Forbidden|revoked/);
  const again = await run('atoll', ['kubeconfig', 'demo', '-n', 'team-a', '--role', 'view', '--lifetime', '1h'], { env });
  writeFileSync(file, again.stdout);
  expect((await kubectl('get', 'nodes', '-o', 'name')).stdout).toContain('node/demo-');
  expect(await refusal(kubectl('create', 'namespace', 'x'))).toContain('Forbidden');
  expect(await refusal(run('atoll', ['kubeconfig', 'none', '-n', 'team-a'], { env }))).toMatch(/^atoll: There is no GuestCluster none/);
  expect(await refusal(run('atoll', ['kubeconfig', 'demo', '-n', 'team-b'], { env }))).toMatch(/^atoll: There is no GuestCluster demo/);

  // Signed out, the helper says so in one line.
  await page.goto('/access/sessions');
  await expect(page.getByText(/atoll .+ on /).first()).toBeVisible();
  await run('atoll', ['logout'], { env });
  expect(await refusal(kubectl('get', 'nodes'))).toContain('you are not signed in');
});

test('a computer without a browser is signed in by a code', async ({ page, atoll }) => {
  test.setTimeout(120_000);
  await ready(atoll, 'demo');
  const { env } = terminal(atoll);
  const waiting = async (): Promise<{ code: string; ended: Promise<{ code: number | null; said: string }> }> => {
    const login = spawn('atoll', ['login', '--device', '--server', atoll.url], { env });
    let said = '';
    login.stderr.on('data', (text) => (said += text));
    const ended = new Promise<{ code: number | null; said: string }>((done) => login.once('exit', (code) => done({ code, said })));
    await expect.poll(() => said).toMatch(/[A-Z]{4}-[A-Z]{4}/);
    return { code: /[A-Z]{4}-[A-Z]{4}/.exec(said)?.[0] ?? '', ended };
  };
  const refused = await waiting();
  // Whoever is not signed in comes back to the code.
  await page.goto(`/device?code=${refused.code}`);
  await page.getByLabel('Username').fill('dev');
  await page.getByLabel('Password').fill('atoll-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(refused.code)).toBeVisible();
  await page.getByRole('button', { name: 'Refuse' }).click();
  await expect(page.getByText('The computer was refused.')).toBeVisible();
  expect(await refused.ended).toMatchObject({ code: 1 });

  const granted = await waiting();
  await page.goto('/device');
  await expectAccessible(page);
  await page.getByLabel('Code').fill('BCDF-BCDF');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Nothing waits for this code.')).toBeVisible();
  await page.getByLabel('Code').fill(granted.code.toLowerCase());
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Sign in this computer' }).click();
  await expect(page.getByText('The computer is signed in.')).toBeVisible();
  expect(await granted.ended).toMatchObject({ code: 0 });
  const { stdout } = await run('atoll', ['kubeconfig', 'demo', '--namespace', 'team-a', '--token-file'], { env });
  expect(stdout).toContain('token:');

  // Ended in the portal, it is out.
  await page.goto('/access/sessions');
  await page.getByRole('button', { name: /End the session of atoll/ }).first().click();
  expect(await refusal(run('atoll', ['kubeconfig', 'demo', '-n', 'team-a'], { env }))).toMatch(/^atoll: your sign-in to .+ has ended/);
});

test('a token in a file ends when it was to end', async ({ page, atoll }) => {
  test.setTimeout(120_000);
  await ready(atoll, 'demo');
  const { env } = terminal(atoll);
  await signIn(page, 'dev');
  await page.goto('/clusters/team-a/demo?tab=access');
  await page.getByLabel('Kind').selectOption('token');
  await page.getByLabel('Lifetime').selectOption('600');
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download kubeconfig' }).click();
  const long = join(atoll.dir, 'long.kubeconfig');
  await (await download).saveAs(long);
  expect(await atoll.readyNodes(long)).toHaveLength(1);
  await page.goto('/access');
  await expect(page.getByRole('heading', { name: 'Ends within a day' })).toBeVisible();

  // Ten seconds are the least that these settings allow.
  const answer = await page.request.post('/clusters/team-a/demo/kubeconfig', { form: { lifetime: '10' }, headers: { origin: atoll.url } });
  const short = join(atoll.dir, 'short.kubeconfig');
  writeFileSync(short, await answer.text());
  const nodes = () => run('kubectl', ['--kubeconfig', short, 'get', 'nodes'], { env });
  await nodes();
  await expect.poll(() => refusal(nodes()), { timeout: 40_000 }).toContain('Unauthorized');
  expect(await atoll.readyNodes(long)).toHaveLength(1);
});
