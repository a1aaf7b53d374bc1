// The end of a test process, for what its files share and none of them can close: a server of PostgreSQL that is left
// keeps the process alive, a directory stays behind.
import { channel } from 'node:diagnostics_channel'

const ENDED = channel('sluis.tests.ended')

/** Once, when the last file of the process has ended. Never where a file is run by itself with node --test. */
export const onTestsEnded = (work: () => void): void => ENDED.subscribe(work)

/** For the runner. */
export const publishTestsEnded = (): void => ENDED.publish(null)
