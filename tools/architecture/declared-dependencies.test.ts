// What each workspace must declare: tried on a small tree of its own.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { findUndeclaredDependencies } from './declared-dependencies.ts'
import { readProject } from './project.ts'

const VALID = {
  'package.json': '{ "name": "all", "devDependencies": { "zod": "4.0.0" } }',
  'tools/run.ts': "import { z } from 'zod'\nimport { code } from '@sluis/otp'",
  'packages/otp/package.json': '{ "name": "@sluis/otp", "exports": "./src/index.ts" }',
  'packages/otp/src/index.ts': "import { test } from 'node:test'\nimport crypto from 'crypto'\nimport './code.ts'",
  'packages/otp/src/code.ts': 'export const code = 1',
  'apps/hr/package.json': JSON.stringify({
    name: '@sluis/hr',
    dependencies: { '@sluis/otp': '*', hono: '4.0.0' },
    devDependencies: { '@scope/tool': '1.0.0' },
    imports: { '#page/*': './src/page/*' },
  }),
  'apps/hr/src/main.ts':
    "import { html } from 'hono/html'\nimport '@sluis/otp'\nimport '#page/page.ts'\nimport '@sluis/hr'",
  'apps/hr/src/main.test.ts': "import '@scope/tool/deep.js'",
}

function violationsWith(changes: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'sluis-dependencies-'))
  try {
    for (const [path, text] of Object.entries({ ...VALID, ...changes })) {
      mkdirSync(join(root, dirname(path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return findUndeclaredDependencies(readProject(root), root).map(
      ({ path, line, message }) => `${path}:${line} ${message}`,
    )
  } finally {
    rmSync(root, { recursive: true })
  }
}

test('a tree that declares what it imports has no violation', () => {
  assert.deepEqual(violationsWith({}), [])
})

test('an import that only another workspace declares is a violation', () => {
  assert.deepEqual(violationsWith({ 'packages/otp/src/code.ts': "\nimport type { Context } from 'hono'" }), [
    'packages/otp/src/code.ts:2 hono is not declared; add it to packages/otp/package.json',
  ])
})

test('a test declares what it imports too, by the name of the package', () => {
  assert.deepEqual(violationsWith({ 'apps/hr/src/main.test.ts': "import '@scope/other/deep.js'" }), [
    'apps/hr/src/main.test.ts:1 @scope/other is not declared; add it to apps/hr/package.json',
  ])
})

test('a workspace declares the other workspaces that it imports', () => {
  assert.deepEqual(violationsWith({ 'packages/otp/src/code.ts': "await import('@sluis/hr/main')" }), [
    'packages/otp/src/code.ts:1 @sluis/hr is not declared; add it to packages/otp/package.json',
  ])
})

test('what runs in production imports no development package, other than for a type', () => {
  const main = 'apps/hr/src/main.ts'
  assert.deepEqual(violationsWith({ [main]: "import type { Tool } from '@scope/tool'" }), [])
  assert.deepEqual(violationsWith({ [main]: "import { tool } from '@scope/tool'" }), [
    `${main}:1 @scope/tool is not there in production; it is a devDependency in apps/hr/package.json`,
  ])
})

test('tools are declared by the root', () => {
  assert.deepEqual(violationsWith({ 'tools/run.ts': "import pg from 'pg'" }), [
    'tools/run.ts:1 pg is not declared; add it to package.json',
  ])
})

test('a tool that is installed by itself declares what it imports itself', () => {
  const [folder, manifest] = ['tools/bench/better-auth', '{ "dependencies": { "better-auth": "1.0.0" } }']
  const importing = { [`${folder}/serve.mjs`]: "import 'better-auth'", 'tools/bench/bench.ts': "import 'better-auth'" }
  assert.deepEqual(violationsWith({ ...importing, [`${folder}/package.json`]: manifest }), [
    'tools/bench/bench.ts:1 better-auth is not declared; add it to package.json',
  ])
})

test('one package has one version', () => {
  const otp = '{ "name": "@sluis/otp", "dependencies": { "hono": "4.0.1" } }'
  assert.deepEqual(violationsWith({ 'packages/otp/package.json': otp }), [
    'packages/otp/package.json:1 hono 4.0.1 here, 4.0.0 in apps/hr/package.json',
  ])
})
