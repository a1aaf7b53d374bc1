// Which files of tests took longest.

import type { OnFileDone } from './run-tests.ts'

/** `lines`: the slowest of what was told so far, the slowest first. */
export function slowest(most: number): { onFileDone: OnFileDone; lines: () => string[] } {
  const all: { path: string; seconds: number }[] = []
  return {
    onFileDone: (path, seconds) => void all.push({ path, seconds }),
    lines() {
      if (all.length < 2) return []
      const top = all.toSorted((one, other) => other.seconds - one.seconds).slice(0, most)
      return ['▸ slowest', ...top.map(({ path, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${path}`), '']
    },
  }
}
