// Requests to registered addresses: which they reach, and that a name is looked at when it is asked.
import { freePort } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { BlockList } from 'node:net'
import { test } from 'node:test'
import { createOutgoing, isInside, reachOf } from './outgoing.ts'
import { listen } from './server.ts'

const nowhere = reachOf(new BlockList())
const office = new BlockList()
office.addSubnet('10.1.0.0', 16, 'ipv4')

test('what is of no public network is not reached, however it is written (RFC 6890)', () => {
  const inside =
    '127.0.0.1 0.0.0.0 10.0.0.1 100.64.0.1 169.254.169.254 172.31.255.255 192.168.1.1 198.19.0.1 203.0.113.7 224.0.0.1 ' +
    '255.255.255.255 :: ::1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe 64:ff9b::a00:1 64:ff9b:1::1 fe80::1 fe80::1%eth0 fd00::1 ' +
    'ff02::1 2001:db8::1 2002:a00:1:: none'
  for (const address of inside.split(' ')) assert.equal(nowhere(address), false, address)
  for (const address of '1.1.1.1 172.32.0.1 192.0.1.1 2606:4700::1111 2a00:1450::1 ::ffff:1.1.1.1'.split(' '))
    assert.equal(nowhere(address), true, address)
})
test('a network that is named is reached, and nothing beside it', () => {
  const mayReach = reachOf(office)
  assert.deepEqual(['10.1.2.3', '::ffff:10.1.2.3', '10.2.0.1', '127.0.0.1'].map(mayReach), [true, true, false, false])
})
test('an address says by itself that it lies inside, where it is no name', () => {
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost', 'a.localhost.'])
    assert.equal(isInside(`https://${host}/x`, nowhere), true, host)
  for (const host of ['1.1.1.1', 'app.example', 'localhost.example'])
    assert.equal(isInside(`https://${host}/x`, nowhere), false, host)
})
test('a name is asked about at each request, and what it stands for inside is never connected to (DNS rebinding)', async (t) => {
  let asked = 0
  const server = await listen(
    (_incoming, outgoing) => void outgoing.writeHead(++asked === 1 ? 200 : 302, { location: '/' }).end('yes'),
    '127.0.0.1',
    await freePort(),
  )
  t.after(() => server.stop())
  const here = new BlockList()
  here.addAddress('127.0.0.1')
  const signal = AbortSignal.timeout(5_000)
  for (const host of ['localhost', '127.0.0.1'])
    await assert.rejects(createOutgoing(nowhere)(`http://${host}:${server.port}/`, { signal }), {
      name: 'InsideAddress',
    })
  assert.equal(asked, 0)
  const ask = createOutgoing(reachOf(here))
  const answer = await ask(`http://localhost:${server.port}/`, { signal, maxBytes: 3 })
  assert.deepEqual([answer.status, answer.text()], [200, 'yes'])
  const redirect = await ask(`http://localhost:${server.port}/`, { signal, method: 'POST', body: 'x' })
  assert.deepEqual([redirect.status, redirect.text(), asked], [302, '', 2], 'and a redirect is followed nowhere')
  await assert.rejects(ask(`http://localhost:${server.port}/`, { signal, maxBytes: 2 }), /more than 2 bytes/u)
})
