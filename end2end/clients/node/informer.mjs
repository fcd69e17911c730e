// An informer on the ConfigMaps of `default`: one line for each thing that it sees. It runs until it is stopped, and
// starts its watch anew after an error, as the documentation of the library shows it.

import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';

const config = new KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(CoreV1Api);
const list = () => core.listNamespacedConfigMap({ namespace: 'default' });
const informer = makeInformer(config, '/api/v1/namespaces/default/configmaps', list);

const labels = (object) =>
  Object.entries(object.metadata.labels ?? {})
    .map(([name, value]) => ` ${name}=${value}`)
    .join('');

informer.on('add', (object) => console.log(`add ${object.metadata.name}`));
informer.on('update', (object) => console.log(`update ${object.metadata.name}${labels(object)}`));
informer.on('delete', (object) => console.log(`delete ${object.metadata.name}`));
informer.on('connect', () => console.log('connect'));

const start = () => informer.start().catch(startLater);
const startLater = () => setTimeout(start, 200);
informer.on('error', startLater);

await start();
