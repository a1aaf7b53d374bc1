// Waiting for something that has come or is yet to come, with an end that says what came instead.

import type { EventEmitter } from 'node:events'

type Waiting<Item> = {
  arrivals: EventEmitter
  name: string
  come: () => readonly Item[]
  predicate: (item: Item) => boolean
  limitMs: number
  vain: () => string
}

export async function waitForOne<Item>({
  arrivals,
  name,
  come,
  predicate,
  limitMs,
  vain,
}: Waiting<Item>): Promise<Item> {
  const there = come().find(predicate)
  if (there !== undefined) return there
  return new Promise((resolve, reject) => {
    const settle = (item: Item): void => {
      if (!predicate(item)) return
      clearTimeout(limit)
      arrivals.off(name, settle)
      resolve(item)
    }
    const limit = setTimeout(() => {
      arrivals.off(name, settle)
      reject(new Error(vain()))
    }, limitMs)
    arrivals.on(name, settle)
  })
}
