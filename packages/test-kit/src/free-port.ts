// A loopback port that is free at this moment.

import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** Another program may take it in between; where a server can listen on port 0 itself, that is safer. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
