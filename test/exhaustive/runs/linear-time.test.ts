import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RunColumns } from '../../../src/panel/curves/run-columns';
import { exportRun } from '../../../src/run-report';
import { factsOfModelFile, planLayersModel, readModelJson } from '../../../src/model-files';
import {
  checkRun,
  decodeNpy,
  decodeWeights,
  encodeNpy,
  encodeWeights,
  LogFollower,
  makeIndex,
  openEventWriter,
  readEvents,
  readManifest,
  readQueueEntries,
  summarizeRun,
} from '../../../src/runs';
import { assertLinear } from '../../growth';
import { longLogs } from './long-logs';

const config = {};
const manifest = (more: object): string =>
  JSON.stringify({ formatVersion: 1, id: 'run', name: 'a', createdAt: 1, config, ...more });

describe('the time of a reader of run folders grows with the length of a file and no faster', function () {
  this.timeout(120_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-linear-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  let made = 0;

  function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
    made += 1;
    const folder = path.join(root, String(made), '.distillery', 'runs', 'run');
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries({ 'run.json': manifest({}), ...files })) {
      writeFileSync(path.join(folder, name), content);
    }
    return folder;
  }

  const follow = (folder: string): void => {
    const [columns, follower] = [new RunColumns(), new LogFollower(folder)];
    for (let piece = follower.read(); piece !== undefined; piece = follower.read()) columns.take(piece);
  };

  for (const [title, textOf] of Object.entries(longLogs)) {
    it(`a log of ${title}, by its lines and its index`, () =>
      assertLinear(1 << 17, (bytes) => {
        const folder = folderWith({ 'events.jsonl': textOf(bytes) });
        return async () => {
          readEvents(folder);
          await summarizeRun(folder);
          follow(folder);
          await makeIndex(folder);
          follow(folder);
          openEventWriter(folder, 1).close();
          await checkRun(folder, 'look');
          await exportRun(folder, 'html');
        };
      }));
  }

  const manifests: Readonly<Record<string, (length: number) => object>> = {
    'keys of its config': (length) => ({
      config: Object.fromEntries(Array.from({ length }, (_, at) => [`k${at}`, at])),
    }),
    teachers: (length) => ({ teachers: new Array(length).fill({ name: 'a', sha256: 'b' }) }),
    'runs that it is the control of': (length) => ({ controlOf: Array.from({ length }, (_, at) => String(at)) }),
  };
  for (const [title, of] of Object.entries(manifests)) {
    it(`a manifest with many ${title}`, () =>
      assertLinear(10_000, (length) => {
        const folder = folderWith({ 'run.json': manifest(of(length)) });
        return () => readManifest(folder);
      }));
  }

  it('a queue with many entries', () =>
    assertLinear(500, (length) => {
      const folder = folderWith({});
      const queue = path.join(path.dirname(path.dirname(folder)), 'queue');
      mkdirSync(queue);
      const machine = {
        bootId: '',
        namespace: '',
        host: 'h',
        pid: 1,
        startTime: '1',
        trainerPid: 0,
        trainerStartTime: '',
      };
      const entry = JSON.stringify({ ...machine, token: 't', attempt: 1, folderId: '1', ticket: 1 });
      for (let at = 0; at < length; at += 1) writeFileSync(path.join(queue, `${at}.json`), entry);
      return () => readQueueEntries(path.dirname(folder));
    }));

  it('weights in many arrays, and a header of many numbers', () =>
    assertLinear(20_000, (length) => {
      const arrays = Array.from({ length }, () => Float32Array.of(1, 2));
      const bytes = Buffer.from(encodeWeights({ header: { step: 1, list: arrays.map(() => 1) }, arrays }));
      return () => decodeWeights(bytes, 'w');
    }));

  it('an array of NumPy', () =>
    assertLinear(1 << 20, (length) => {
      const bytes = encodeNpy({ shape: [length], values: new Float32Array(length) });
      return () => decodeNpy(bytes, 'a');
    }));

  it('a tfjs model of many layers', () =>
    assertLinear(2400, (length) => {
      const layer = (at: number): object => ({
        class_name: 'Activation',
        config: { name: `l${at}`, activation: 'relu' },
      });
      const first = { class_name: 'Flatten', config: { name: 'f', batch_input_shape: [null, 28, 28, 1] } };
      const layers = [first, ...Array.from({ length }, (_, at) => layer(at))];
      const weights = Array.from({ length }, (_, at) => ({ name: `w${at}`, shape: [0], dtype: 'float32' }));
      const modelTopology = { class_name: 'Sequential', config: { layers } };
      const file = path.join(folderWith({}), 'model.json');
      const weightsManifest = [{ paths: [], weights }];
      writeFileSync(file, JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest }));
      return async () => {
        const info = await factsOfModelFile(file, 'model.json');
        assert.ok(info.kind === 'network');
        info.whyUnfit?.({ shape: [28, 28, 1], classes: 10 });
      };
    }));

  it('a tfjs model of many layers that read one, and of weights in many scopes', () =>
    assertLinear(1200, (length) => {
      const input = {
        class_name: 'InputLayer',
        config: { name: 'i', batch_input_shape: [null, 4] },
        inbound_nodes: [],
      };
      const dense = (at: number): object => ({
        ...{ class_name: 'Dense', config: { name: `d${at}`, units: 4, activation: 'linear', use_bias: true } },
        inbound_nodes: [[[at === 0 ? 'i' : `d${at - 1}`, 0, 0, {}]]],
      });
      const reader = (at: number): object => ({
        ...{ class_name: 'Flatten', config: { name: `r${at}` }, inbound_nodes: [[['i', 0, 0, {}]]] },
      });
      const ends = { input_layers: [['i', 0, 0]], output_layers: [[`d${length - 1}`, 0, 0]] };
      const places = Array.from({ length }, (_, at) => at);
      const config = (others: readonly object[]): object => ({
        layers: [input, ...places.map(dense), ...others],
        ...ends,
      });
      const weights = places.flatMap((at) => [
        { name: `a/b/c/d${at}/kernel`, shape: [4, 4], dtype: 'float32' },
        { name: `a/b/c/d${at}/bias`, shape: [4], dtype: 'float32' },
      ]);
      const models = [[], places.map(reader)].map((others) =>
        readModelJson(
          JSON.stringify({
            ...{ format: 'layers-model', modelTopology: { class_name: 'Model', config: config(others) } },
            weightsManifest: [{ paths: [], weights }],
          }),
        ),
      );
      return () => {
        const [chain, fan] = models;
        assert.ok(chain !== undefined && fan !== undefined);
        assert.equal(planLayersModel(chain, { input: [4], classes: 4 }).layers.length, length);
        assert.throws(() => planLayersModel(fan, { input: [4], classes: 4 }), /layers read 'i'/);
      };
    }));
});
