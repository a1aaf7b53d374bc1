// Waits for an item that has come or is yet to come; a timeout says what came instead.

import type { EventEmitter } from 'node:events'

type WaitOptions<Item> = {
  arrivals: EventEmitter
  name: string
  items: () => readonly Item[]
  predicate: (item: Item) => boolean
  limitMs: number
  timeoutMessage: () => string
}

export async function waitFor<Item>({
  arrivals,
  name,
  items,
  predicate,
  limitMs,
  timeoutMessage,
}: WaitOptions<Item>): Promise<Item> {
  const found = items().find(predicate)
  if (found !== undefined) return found
  return new Promise((resolve, reject) => {
    const settle = (item: Item): void => {
      if (!predicate(item)) return
      clearTimeout(limit)
      arrivals.off(name, settle)
      resolve(item)
    }
    const limit = setTimeout(() => {
      arrivals.off(name, settle)
      reject(new Error(timeoutMessage()))
    }, limitMs)
    arrivals.on(name, settle)
  })
}
