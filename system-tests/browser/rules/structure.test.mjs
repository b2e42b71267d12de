// How the sources of the pages are laid out.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const app = join(here, '../../enterprise-gateway/src/main/resources/web/app');
const sources = filesIn(app, ['.ts', '.css']);

/** What a folder may use besides itself. */
const MAY_USE = {
  api: [],
  format: ['api'],
  state: ['api'],
  styles: [],
  components: ['api', 'format', 'state', 'styles'],
  pages: ['api', 'components', 'format', 'state', 'styles'],
  frame: ['api', 'components', 'format', 'pages', 'state', 'styles'],
  '': ['frame', 'styles'],
};

/** Files without a rule, and why. Every other file that is no component has a test that loads it. */
const WITHOUT_A_RULE = {
  'index.ts': 'loads the frame',
  'api/billing.ts': 'types only',
  'api/client.ts': 'speaks to the gateway: states.mjs',
  'api/gateway.ts': 'types only',
  'api/teams.ts': 'types only',
  'api/types.ts': 'types only',
  'components/card-state.ts': 'types and constants',
  'components/chart-engine.ts': 'draws on a canvas: states.mjs',
  'components/icon.ts': 'drawings',
  'components/styled.ts': 'sets styles of an element: states.mjs',
  'frame/commands.ts': 'lists what the state of the page offers: states.mjs',
  'pages/registry.ts': 'the list of the pages',
  'state/address.ts': 'the address of the browser: states.mjs',
  'state/announcer.ts': 'the live region of the page: states.mjs',
  'state/fresh.ts': 'polls the gateway: states.mjs, live.mjs',
  'state/invitation.ts': 'the storage of the browser',
  'state/now.ts': 'the clock of the browser',
  'state/poll.ts': 'polls while the page is visible: states.mjs, live.mjs',
  'state/session.ts': 'the session at the gateway: states.mjs',
  'state/theme.ts': 'the storage of the browser',
  'state/title.ts': 'the title of the document',
  'styles/shared.ts': 'styles',
};

test('a folder uses only those below it', () => {
  for (const file of sources) {
    for (const used of importsOf(file)) {
      const [from, to] = [folderOf(file), folderOf(used)];
      assert.ok(from === to || MAY_USE[from].includes(to), `${file} uses ${used}`);
      if (from === 'pages' && to === 'pages' && file.split('/').length > 2) {
        assert.equal(dirname(used), dirname(file), `${file} uses another page: ${used}`);
      }
    }
  }
});

test('no file uses itself by way of others', () => {
  const done = new Set();
  const visit = (file, path) => {
    assert.ok(!path.includes(file), `a circle: ${[...path, file].join(' -> ')}`);
    if (done.has(file)) return;
    importsOf(file).forEach((used) => visit(used, [...path, file]));
    done.add(file);
  };
  sources.forEach((file) => visit(file, []));
});

test('every rule has a test', () => {
  const tests = filesIn(join(here, 'rules'), ['.mjs']).map((file) => readFileSync(join(here, 'rules', file), 'utf8'));
  const isComponent = (file) => /customElements\.define\(/.test(read(file));
  const isTested = (file) => tests.some((text) => text.includes(`app('./${file.replace(/\.ts$/, '.js')}')`));
  const rules = sources.filter((file) => file.endsWith('.ts') && !isComponent(file) && !(file in WITHOUT_A_RULE));
  assert.deepEqual(
    rules.filter((file) => !isTested(file)),
    [],
  );
  assert.deepEqual(
    Object.keys(WITHOUT_A_RULE).filter((file) => !sources.includes(file) || isTested(file)),
    [],
  );
});

test('no line is wider than 120 columns', () => {
  const files = [
    ...sources.map((file) => join(app, file)),
    ...filesIn(here, ['.mjs'], ['node_modules', 'target']).map((file) => join(here, file)),
  ];
  const wide = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => ([...line].length > 120 ? [`${relative(here, file)}:${index + 1}`] : [])),
  );
  assert.deepEqual(wide, []);
});

function filesIn(folder, endings, without = []) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && endings.includes(extname(entry.name)))
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !without.includes(file.split('/')[0]))
    .sort();
}

function read(file) {
  return readFileSync(join(app, file), 'utf8');
}

/** The files of the pages that this one imports, types too and what is loaded later. */
function importsOf(file) {
  const imported = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g;
  return [...read(file).matchAll(imported)].map(([, path]) => {
    const target = join(dirname(file), path);
    return sources.includes(target) ? target : `${target}.ts`;
  });
}

function folderOf(file) {
  return file.includes('/') ? file.split('/')[0] : '';
}
