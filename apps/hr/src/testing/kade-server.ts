// Kade and its stand-in for Sluis on free ports, for a real browser.
import { getRequestListener } from '@hono/node-server'
import { listen } from '@sluis/server-kit/server'
import { freePort } from '@sluis/test-kit'
import { startTestKade } from './kade.ts'

export async function startKadeServer() {
  const [port, sluisPort] = [await freePort(), await freePort()]
  const kade = await startTestKade({ kadeUrl: `http://localhost:${port}`, issuer: `http://localhost:${sluisPort}` })
  const [pages, openId] = [getRequestListener(kade.app.fetch), getRequestListener(kade.sluis.app.fetch)]
  const servers = [
    await listen((incoming, outgoing) => void pages(incoming, outgoing), '127.0.0.1', port),
    await listen((incoming, outgoing) => void openId(incoming, outgoing), '127.0.0.1', sluisPort),
  ]
  return { ...kade, url: `http://localhost:${port}`, stop: () => Promise.all(servers.map((server) => server.stop())) }
}
