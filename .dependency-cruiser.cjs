// Which room may import which. Each name is the sentence the rule enforces.

/** Packages outside this list are refused in a room that has a list. */
const only = (...packages) => `^node_modules/(${packages.join('|')})/`;

const room = (name, from, mayImport, extra = {}) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { pathNot: mayImport, ...extra },
});

module.exports = {
  forbidden: [
    { name: 'no-import-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-module-that-nobody-imports',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.handler\\.ts$',
          '\\.process\\.ts$',
          '^test/',
          '^bench/',
          '^(infra/app|local/(start|demo|check|redrive|audit-verify|scim-setup))\\.ts$',
          '\\.config\\.(ts|mjs)$',
        ],
      },
      to: {},
    },
    { name: 'every-import-can-be-resolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    room('domain-is-pure-and-imports-only-itself-and-pure-libraries', '^shared/domain/', [
      '^shared/domain/',
      only('zod', 'croner', 'currency-codes', 'temporal-polyfill'),
    ]),
    room('contracts-import-only-domain', '^shared/contracts/', [
      '^shared/(contracts|domain)/',
      only('zod', 'zod-openapi'),
    ]),
    room('records-import-only-domain', '^shared/records/', ['^shared/(records|domain)/', only('zod')]),
    room('ports-import-only-domain-contracts-and-records', '^shared/ports/', [
      '^shared/(ports|domain|contracts|records)/',
    ]),
    {
      name: 'ports-hold-interfaces-only-so-they-import-only-types',
      severity: 'error',
      from: { path: '^shared/ports/' },
      to: { dependencyTypesNot: ['type-only'] },
    },
    room('use-cases-import-only-domain-contracts-ports-records-and-errors', '^shared/use-cases/', [
      '^shared/(use-cases|domain|contracts|ports|records)/',
      '^shared/errors\\.ts$',
      only('zod'),
    ]),
    {
      name: 'adapters-never-import-use-cases-functions-or-runtime',
      severity: 'error',
      from: { path: '^shared/adapters/' },
      to: { path: '^(shared/(use-cases|runtime)|functions|infra|local|test)/' },
    },
    {
      name: 'a-connector-never-imports-another-connector',
      severity: 'error',
      from: { path: '^shared/adapters/connectors/([^/]+)/' },
      to: { path: '^shared/adapters/connectors/[^/]+/', pathNot: '^shared/adapters/connectors/$1/' },
    },
    {
      name: 'runtime-never-imports-adapters-or-functions',
      severity: 'error',
      from: { path: '^shared/runtime/' },
      to: { path: '^(shared/adapters|functions|infra|local|test)/' },
    },
    {
      name: 'runtime-imports-use-cases-by-type-only',
      severity: 'error',
      from: { path: '^shared/runtime/' },
      to: { path: '^shared/use-cases/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'errors-and-names-import-nothing',
      severity: 'error',
      from: { path: '^shared/(errors|names)\\.ts$' },
      to: {},
    },
    {
      name: 'functions-import-only-shared',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(infra|local|test|bench)/' },
    },
    {
      name: 'a-function-family-never-imports-another-family',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'functions-never-import-the-aws-sdk-directly',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^node_modules/@aws-sdk/' },
    },
    room('infra-imports-only-itself-names-and-the-cdk', '^infra/', [
      '^infra/',
      '^shared/names\\.ts$',
      only('aws-cdk-lib', 'constructs', 'cdk-nag', 'esbuild', 'luxon', '@types/luxon', 'typescript', 'zod'),
      '^(node:)?(crypto|fs|path|url|child_process|module)(/promises)?$',
    ]),
    {
      name: 'handlers-are-entries-and-nobody-imports-them',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '\\.handler\\.ts$' },
    },
    {
      name: 'stand-ins-and-sample-company-import-nothing-from-the-product',
      severity: 'error',
      from: { path: '^local/(zoom|okta|onelogin|scim|stand-in|company)/' },
      to: { path: '^(shared|functions|infra|test)/' },
    },
    {
      name: 'only-tests-and-benchmarks-import-tests',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^test/' },
    },
    {
      name: 'benchmarks-import-of-the-tests-only-what-supports-them',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^test/', pathNot: '^test/support/' },
    },
    {
      name: 'the-product-never-imports-local',
      severity: 'error',
      from: { path: '^(shared|functions|infra)/' },
      to: { path: '^(local|bench)/' },
    },
    {
      name: 'the-product-runs-on-declared-dependencies-not-on-development-tools',
      severity: 'error',
      from: { path: '^(shared|functions)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.local|cdk\\.out|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
