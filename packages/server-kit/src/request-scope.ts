// Whether somebody waits for what is done now: all that a request sets going knows it, and gives up sooner than a job.
import { AsyncLocalStorage } from 'node:async_hooks'

const requests = new AsyncLocalStorage<true>()

/** Does the work, and whatever it waits for, as a request's. */
export const inRequest = <Result>(work: () => Result): Result => requests.run(true, work)

/** False for timed jobs, commands and the start. */
export const isInRequest = (): boolean => requests.getStore() ?? false
