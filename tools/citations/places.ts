// Places that pages name: Markdown links, paths in backticks, and pages that comments refer to.

import { posix } from 'node:path'
import type { Flow } from './flow.ts'
import type { TextFile, Tree } from './tree.ts'

export type Place = { at: number; target: string; isThere: boolean }

const ROOMS = /^(?:docs|apps|packages|tools|e2e)\//u
/** Names without a folder are checked only with these endings: pages also name files that programs write. */
const OURS = /\.(?:ts|mts|md|sql)$/u

export type Finder = {
  /** A path from the root; it may contain `{a,b}`, `*`, `…` and `<name>`, and an anchor after the path of a page. */
  isPath: (path: string) => boolean
  /** The end of a path, in whole names. */
  isEnd: (end: string) => boolean
}

export function finderIn({ files, paths }: Tree): Finder {
  const all = [...paths]
  const byName = Map.groupBy(all, (path) => posix.basename(path))
  const anchors = new Map<string, Set<string>>()

  function hasAnchor(path: string, anchor: string): boolean {
    const page = files.find((file) => file.path === path)
    if (!page) return false
    if (!anchors.has(path)) anchors.set(path, anchorsOf(page.text))
    return anchors.get(path)?.has(anchor) ?? false
  }

  function isPath(written: string): boolean {
    const [path = '', anchor] = written.split('#')
    return unfolded(path.replace(/\/$/u, '')).every((one) => {
      const pattern = patternOf(one)
      const isThere = pattern ? all.some((each) => pattern.test(each)) : paths.has(one)
      return isThere && (anchor === undefined || hasAnchor(one, anchor))
    })
  }

  function isEnd(written: string): boolean {
    return unfolded(written).every((end) => {
      const pattern = patternOf(end, true)
      if (pattern) return all.some((each) => pattern.test(each))
      return (byName.get(posix.basename(end)) ?? []).some((path) => path === end || path.endsWith(`/${end}`))
    })
  }

  return { isPath, isEnd }
}

/** The places that a page names. */
export function placesOfPage({ path, text }: TextFile, { isPath, isEnd }: Finder): Place[] {
  const places: Place[] = []
  const plain = text.replaceAll(/^```[\s\S]*?^```/gmu, blank)
  const short = [...plain.matchAll(/`([\w-]+\/)` is `([\w./-]+\/)`/gu)]

  for (const { 1: inside = '', index } of plain.matchAll(/`([^`]+)`/gu)) {
    for (const { 0: spelt, index: within } of inside.matchAll(/\S+/gu)) {
      const word = spelt.replace(/(?::\d+)?[.,:;]*$/u, '')
      const shortened = short.find(([, from = '']) => word.startsWith(from))
      const at = index + 1 + within
      if (shortened) {
        const target = `${shortened[2] ?? ''}${word.slice(shortened[1]?.length)}`
        places.push({ at, target: word, isThere: isPath(target) })
      } else if (ROOMS.test(word)) places.push({ at, target: word, isThere: isPath(word) })
      else if (OURS.test(word) && /^[\w.*<{[]/u.test(word)) places.push({ at, target: word, isThere: isEnd(word) })
    }
  }

  const prose = plain.replaceAll(/`[^`]+`/gu, blank)
  for (const { 1: target = '', index } of prose.matchAll(/\[[^\]]*\]\(([^)\s]+)\)/gu)) {
    if (/^[a-z]+:/u.test(target)) continue
    const [to = '', anchor] = target.split('#')
    const page = to === '' ? path : posix.join(posix.dirname(path), to)
    places.push({ at: index, target, isThere: isPath(anchor === undefined ? page : `${page}#${anchor}`) })
  }
  places.push(...pagesNamed(prose.replaceAll(/\]\([^)]*\)/gu, blank), path, isPath))
  return places
}

/** The pages that comments and test titles refer to. */
export function placesOfCode({ path, text, isProse }: Flow, { isPath }: Finder): Place[] {
  return pagesNamed(text, path, isPath).filter(
    ({ at, target }) => isProse(at) && (target.startsWith('docs/') || isNamed(text, at)),
  )
}

/** Excludes a string that is only a file name: test data, or a file that a program opens. */
const isNamed = (text: string, at: number): boolean => /[\s(]$/u.test(text.slice(0, at))

function pagesNamed(text: string, path: string, isPath: Finder['isPath']): Place[] {
  return [...text.matchAll(/(?<![\w./:@-])[\w-][\w./-]*\.md\b/gu)].map(({ 0: target, index }) => ({
    at: index,
    target,
    isThere: isPath(target) || isPath(posix.join(posix.dirname(path), target)),
  }))
}

/** The anchors of headings as GitHub names them, and the anchors that a page sets itself. */
export function anchorsOf(page: string): Set<string> {
  const headings = [...page.matchAll(/^#+ +(.+)$/gmu)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return new Set([...headings, ...[...page.matchAll(/<a id="([^"]+)">/gu)].map(([, id = '']) => id)])
}

const blank = (text: string): string => text.replaceAll(/[^\n]/gu, ' ')

/** `a/{b,c}.ts` is two paths. */
function unfolded(path: string): string[] {
  const [, before = '', inside, after = ''] = /^([^{]*)\{([^}]*)\}(.*)$/u.exec(path) ?? []
  if (inside === undefined) return [path]
  return inside.split(',').flatMap((part) => unfolded(before + part + after))
}

/** Null when the path has no placeholder. */
function patternOf(path: string, isEnd = false): RegExp | null {
  if (!/[*…<]/u.test(path)) return null
  const source = path.replaceAll(/\*+|…|<[^>]*>|[.+?^$()[\]\\|]/gu, (sign) =>
    sign.startsWith('*') || sign === '…' || sign.startsWith('<') ? '[^/]*' : `\\${sign}`,
  )
  return new RegExp(`${isEnd ? '(?:^|/)' : '^'}${source}$`, 'u')
}
