// The repository as the citation check sees it: the files to read, and the paths that exist.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type TextFile = { path: string; text: string }

export type Tree = {
  files: TextFile[]
  /** Every file and folder, from the root, with slashes. */
  paths: Set<string>
}

const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'data', '.cache', 'pictures'])
const READ = /\.(?:ts|mts|js|mjs|css|sql|md)$/u
// They contain citations that do not resolve, on purpose.
const OWN_TESTS = /^tools\/citations\/.*\.test\.ts$/u

export function readTree(root: string): Tree {
  const paths: string[] = []
  const files: TextFile[] = []
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (LEFT_OUT.has(entry.name)) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      paths.push(path)
      if (entry.isDirectory()) walk(path)
      else if (READ.test(path) && !OWN_TESTS.test(path)) {
        files.push({ path, text: readFileSync(join(root, path), 'utf8') })
      }
    }
  }
  walk('')
  return { files, paths: new Set(paths) }
}
