// One real atoll program with demo data and its own data directory, for one journey.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = resolve(process.env.ATOLL_PROGRAM ?? '../target/debug/atoll');

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))));
    });
  });
}

export class Atoll {
  private constructor(
    readonly url: string,
    readonly dir: string,
    private process: ChildProcess,
    private readonly log: string[],
  ) {}

  /** Starts it and waits until it says that it is ready. */
  static async start(settings = ''): Promise<Atoll> {
    const dir = mkdtempSync(join(tmpdir(), 'atoll-journey-'));
    const config = join(dir, 'atoll.toml');
    writeFileSync(config, `${settings}\n`);
    const [port, api] = [await freePort(), await freePort()];
    const log: string[] = [];
    const child = spawn(
      program,
      ['serve', '--demo', '--config', config, '--data-dir', join(dir, 'data'), '--listen', `127.0.0.1:${port}`, '--api-listen', `127.0.0.1:${api}`],
      { env: { ...process.env, ATOLL_SIMULATOR_BOOT_DELAY: '1s' }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => log.push(String(text)));
    const atoll = new Atoll(`http://127.0.0.1:${port}`, dir, child, log);
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline && child.exitCode === null) {
      const ready = await fetch(`${atoll.url}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return atoll;
      await new Promise((wake) => setTimeout(wake, 50));
    }
    child.kill('SIGKILL');
    throw new Error(`atoll did not get ready:\n${log.join('')}`);
  }

  /** Runs kubectl against the Supervisor API as its administrator, or with another kubeconfig. */
  async kubectl(args: string[], kubeconfig = join(this.dir, 'data', 'admin.kubeconfig'), input?: string): Promise<string> {
    const all = ['--kubeconfig', kubeconfig, '--request-timeout=90s', ...args];
    if (input !== undefined) {
      const file = join(this.dir, `input-${Math.random().toString(36).slice(2)}.yaml`);
      writeFileSync(file, input);
      all.push('-f', file);
    }
    const answer = await run('kubectl', all, { env: { ...process.env, HOME: this.dir, KUBECONFIG: kubeconfig }, maxBuffer: 64 << 20 });
    return answer.stdout;
  }

  /** What the simulated hypervisor keeps on its disk, machines and load balancers alike. */
  onHypervisor(): string[] {
    return ['machines', 'load-balancers'].flatMap((what) => readdirSync(join(this.dir, 'data', 'simulator', what)));
  }

  /** The nodes that a guest cluster itself says are Ready, each as kubectl prints it. */
  async readyNodes(kubeconfig: string): Promise<string[]> {
    const nodes = await this.kubectl(['get', 'nodes', '--no-headers'], kubeconfig);
    return nodes.split('\n').filter((line) => / Ready /.test(line));
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
    if (this.process.exitCode === null) await ended;
    clearTimeout(timer);
    if (process.env.ATOLL_KEEP) console.log(this.log.join(''));
    rmSync(this.dir, { recursive: true, force: true });
  }
}
