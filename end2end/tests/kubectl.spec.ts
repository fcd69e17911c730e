// The same as in the portal, by kubectl alone, at each layer.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/test';

const example = (name: string) => readFileSync(join('..', 'examples', name), 'utf8');
const LAYERS = 'gc,clusters,kcp,md,ms,machines,vm,vmservice';

test('a guest cluster by kubectl: apply, watch, wait, explain, diff, server-side apply, describe, delete', async ({ atoll }) => {
  test.setTimeout(120_000);
  const guest = example('guest-cluster.yaml');
  await atoll.kubectl(['apply'], undefined, guest);

  const watch = spawn('kubectl', ['--kubeconfig', join(atoll.dir, 'data', 'admin.kubeconfig'), '-n', 'team-a', 'get', 'gc', 'demo', '-w']);
  let watched = '';
  watch.stdout.on('data', (text) => (watched += String(text)));
  await atoll.kubectl(['-n', 'team-a', 'wait', '--for=condition=Ready', 'guestcluster/demo', '--timeout=60s']);
  await expect.poll(() => watched).toMatch(/demo\s+Running\s+v1\.37\.\d+\s+1\/1\s+2\/2/);
  watch.kill();
  expect(watched.split('\n').filter((line) => line.startsWith('demo')).length).toBeGreaterThan(1);

  const table = await atoll.kubectl(['get', `${LAYERS},nodes`, '-A']);
  for (const columns of [
    /NAMESPACE\s+NAME\s+PHASE\s+VERSION\s+CONTROL PLANE\s+WORKERS\s+AGE/,
    /CLUSTERCLASS\s+AVAILABLE\s+CP DESIRED\s+CP AVAILABLE\s+CP UP-TO-DATE\s+W DESIRED\s+W AVAILABLE\s+W UP-TO-DATE\s+PHASE\s+AGE\s+VERSION/,
    /CLUSTER\s+AVAILABLE\s+DESIRED\s+CURRENT\s+READY\s+AVAILABLE\s+UP-TO-DATE\s+INITIALIZED\s+AGE\s+VERSION/,
    /CLUSTER\s+NODE NAME\s+FAILURE DOMAIN\s+READY\s+AVAILABLE\s+UP-TO-DATE\s+PHASE\s+AGE\s+VERSION/,
    /POWER-STATE\s+AGE/,
    /TYPE\s+AGE/,
    /STATUS\s+ROLES\s+AGE\s+VERSION/,
  ]) {
    expect(table).toMatch(columns);
  }
  for (const row of [
    /cluster\S*\/demo\s+True\s+1\s+1\s+1\s+2\s+2\s+2\s+Provisioned\s/,
    /kubeadmcontrolplane\S*\/demo\S*\s+demo\s+True\s+1\s+1\s+1\s+1\s+1\s+true\s/,
    /machinedeployment\S*\/demo-\S+\s+demo\s+True\s+2\s+2\s+2\s+2\s+2\s+Running\s/,
    /machineset\S*\/demo-\S+\s+demo\s+2\s+2\s+2\s+2\s+2\s/,
    /machine\S*\/demo-\S+\s+demo\s+demo-\S+\s+True\s+True\s+True\s+Running\s/,
    /virtualmachine\S*\/demo-\S+\s+PoweredOn\s/,
    /virtualmachineservice\S*\/demo\S*\s+LoadBalancer\s/,
    /node\/sim-host-1\s+Ready\s/,
  ]) {
    expect(table).toMatch(row);
  }
  const secret = await atoll.kubectl(['-n', 'team-a', 'get', 'secret', 'demo-kubeconfig', '-o', 'jsonpath={.data.value}']);
  const kubeconfig = join(atoll.dir, 'demo.kubeconfig');
  writeFileSync(kubeconfig, Buffer.from(secret, 'base64'));
  expect(await atoll.readyNodes(kubeconfig)).toHaveLength(3);
  expect(await atoll.kubectl(['-n', 'team-a', 'describe', 'gc', 'demo'])).toMatch(/Events:\s+Type\s+Reason[\s\S]*atoll-guestcluster/);
  expect(await atoll.kubectl(['explain', 'guestcluster.spec'])).toMatch(/distribution\s+<Object> -required-/);

  const larger = guest.replace('replicas: 2', 'replicas: 3');
  const diff = await atoll.kubectl(['diff'], undefined, larger).catch((refused) => String(refused.stdout));
  expect(diff).toMatch(/^-\s+replicas: 2\n\+\s+replicas: 3$/m);
  await expect(atoll.kubectl(['apply', '--server-side', '--field-manager=other'], undefined, larger)).rejects.toThrow(/conflict with "kubectl-client-side-apply"/);
  await atoll.kubectl(['apply', '--server-side', '--force-conflicts'], undefined, larger);
  await expect.poll(() => atoll.kubectl(['-n', 'team-a', 'get', 'gc', 'demo', '-o', 'jsonpath={.status.workers.summary}']), { timeout: 60_000 }).toBe('3/3');
  expect(await atoll.readyNodes(kubeconfig)).toHaveLength(4);

  await atoll.kubectl(['-n', 'team-a', 'delete', 'gc', 'demo', '--timeout=60s']);
  await expect.poll(() => atoll.kubectl(['-n', 'team-a', 'get', `${LAYERS},secrets`, '-o', 'name'])).toBe('');
  expect(atoll.onHypervisor()).toEqual([]);
});

test('Cluster API objects applied directly make a cluster without layer 1', async ({ atoll }) => {
  test.setTimeout(120_000);
  await atoll.kubectl(['apply'], undefined, example('cluster-api.yaml'));
  await atoll.kubectl(['-n', 'team-a', 'wait', '--for=condition=Available', 'cluster/by-hand', '--timeout=60s']);
  const secret = await atoll.kubectl(['-n', 'team-a', 'get', 'secret', 'by-hand-kubeconfig', '-o', 'jsonpath={.data.value}']);
  const kubeconfig = join(atoll.dir, 'by-hand.kubeconfig');
  writeFileSync(kubeconfig, Buffer.from(secret, 'base64'));
  const nodes = await atoll.kubectl(['get', 'nodes', '--no-headers', '-l', 'kubernetes.io/os=linux'], kubeconfig);
  expect(nodes.trim().split('\n').filter((line) => / Ready .* v1\.37\.\d+/.test(line))).toHaveLength(2);
  expect(await atoll.kubectl(['get', 'nodes', '-l', 'atoll.dev/example=true', '-o', 'name'], kubeconfig)).toMatch(/by-hand-workers/);
  expect((await atoll.kubectl(['-n', 'team-a', 'get', 'gc', '-o', 'name'])).trim()).toBe('');
  await atoll.kubectl(['-n', 'team-a', 'delete', 'cluster', 'by-hand', '--timeout=60s']);
  await expect.poll(() => atoll.kubectl(['-n', 'team-a', 'get', `${LAYERS},secrets`, '-o', 'name'])).toBe('');
  expect(atoll.onHypervisor()).toEqual([]);
});

test('a single virtual machine works without the layers above', async ({ atoll }) => {
  await atoll.kubectl(['apply'], undefined, example('virtual-machine.yaml'));
  await atoll.kubectl(['-n', 'team-a', 'wait', '--for=condition=Ready', 'vm/alone', '--timeout=30s']);
  const address = () => atoll.kubectl(['-n', 'team-a', 'get', 'vm', 'alone', '-o', 'jsonpath={.status.network.primaryIP4} {.status.nodeName} {.status.powerState}']);
  expect(await address()).toMatch(/^127\.\S+ sim-host-\d PoweredOn$/);
  await atoll.kubectl(['-n', 'team-a', 'patch', 'vm', 'alone', '--type=merge', '-p', '{"spec":{"powerState":"PoweredOff"}}']);
  await expect.poll(address).toMatch(/PoweredOff$/);
  await atoll.kubectl(['-n', 'team-a', 'delete', 'vm', 'alone', '--timeout=30s']);
  expect(atoll.onHypervisor()).toEqual([]);
});
