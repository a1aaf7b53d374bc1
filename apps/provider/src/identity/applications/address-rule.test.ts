// Which addresses may be registered: of pages that people are sent back to, of apps, of servers, and of links.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressFault, type AddressRule } from './address-rule.ts'

const REDIRECT = { loopback: true }
const NATIVE = { loopback: true, privateSchemes: true }
const PAGE = { loopback: true, fragments: true }
const SERVER = { loopback: false }
const INSIDE = { loopback: false, isInside: (address: string) => address.includes('169.254.') }
const SCRIPT = ['javascript', 'alert(1)'].join(':')

const taken: [address: string, ...rules: AddressRule[]][] = [
  ['https://app.example/back', REDIRECT, NATIVE, PAGE, SERVER],
  ['https://app.example:8443/back?tenant=1', REDIRECT, NATIVE, PAGE, SERVER],
  ['https://kade', REDIRECT, NATIVE, PAGE, SERVER],
  ['https://app.example/.well-known/a..b?to=/../x', REDIRECT, NATIVE, PAGE, SERVER],
  ['https://xn--bcher-kva.example/', REDIRECT, NATIVE, PAGE, SERVER],
  ['https://[2001:db8::1]/back', REDIRECT, NATIVE, PAGE, SERVER],
  ['http://localhost:4401/back', REDIRECT, NATIVE, PAGE],
  ['http://127.0.0.1/back', REDIRECT, NATIVE, PAGE],
  ['http://[::1]:9/back', REDIRECT, NATIVE, PAGE],
  ['https://localhost/back', REDIRECT, PAGE, SERVER],
  ['com.example.app:/signed-in', NATIVE],
  ['com.example.app://host/signed-in', NATIVE],
  ['nl.data:/signed-in', NATIVE],
  ['https://app.example/terms#privacy', PAGE],
]
const refused: [address: string, message: RegExp, rule?: AddressRule][] = [
  ['', /must|has/u],
  ['app.example/back', /absolute address/u],
  ['//app.example/back', /absolute address/u],
  ['https:app.example', /absolute address/u],
  ['https://', /absolute address/u],
  ['https://a..b/', /absolute address/u],
  ['https://app.example:99999/', /absolute address/u],
  ['http://app.example/back', /by http/u],
  ['http://localhost.evil.example/back', /by http/u],
  ['http://127.0.0.1.evil.example/', /by http/u],
  ['http://localhost:4401/back', /by http/u, SERVER],
  ['https://*.app.example/back', /wildcard/u],
  ['https://app.example/*', /wildcard/u],
  ['https://app.example/back#part', /fragment/u],
  ['https://app.example/back#', /fragment/u],
  ['https://name:word@app.example/back', /user name or password/u],
  ['https://@app.example/', /user name or password/u],
  ['https:\\\\app.example@evil.example/', /user name or password/u],
  ['http://localhost\\@evil.example/', /backslash/u],
  ['https://app.example\\.evil.example/', /backslash/u],
  ['https://app.example/a b', /percent-encoded/u],
  ['https://app.example/\0', /percent-encoded/u],
  ['https://bücher.example/', /xn--/u],
  ['https://аpp.example/', /xn--/u],
  [`https://app.example/${'x'.repeat(2_000)}`, /longer than 2000/u],
  ['https://app.example/../back', /in its path/u],
  ['https://app.example/a/%2E./back', /in its path/u],
  ['https://app.example/back/.', /in its path/u],
  ['com.example.app:/../back', /in its path/u, NATIVE],
  ['http://localhost:0/back', /port 0/u],
  ['http://127.0.0.1:00000', /port 0/u, NATIVE],
  ['https://app.example:0/', /port 0/u, SERVER],
  [SCRIPT, /absolute address/u],
  ['com.example.app:/signed-in', /absolute address/u],
  [SCRIPT, /reverse-domain/u, NATIVE],
  ['data:text/html,x', /reverse-domain/u, NATIVE],
  ['file:///etc/passwd', /reverse-domain/u, NATIVE],
  ['myapp:/back', /reverse-domain/u, NATIVE],
  ['com.example.app:back', /reverse-domain/u, NATIVE],
  ['com..app:/back', /reverse-domain/u, NATIVE],
  ['com.example.app://name@host/', /user name/u, NATIVE],
  ...['javascript', 'data', 'vbscript', 'file', 'blob', 'about', 'view-source', 'http', 'wss', 'ftp', 'chrome'].map(
    (scheme) => [`${scheme}.example:/back`, /scheme of browsers or scripts/u, NATIVE] as [string, RegExp, AddressRule],
  ),
  ['https://169.254.169.254/keys', /lies inside/u, INSIDE],
  ['https://localhost/back', /use http there/u, NATIVE],
]
for (const [address, ...rules] of taken)
  test(`${address} is taken where it may be, and nowhere else`, () => {
    for (const rule of [REDIRECT, NATIVE, PAGE, SERVER])
      assert.equal(addressFault(address, rule) === null, rules.includes(rule), JSON.stringify(rule))
  })
test('an address that others could take over, or that means another than it shows, is refused with the reason', () => {
  for (const [address, message, rule = REDIRECT] of refused)
    assert.match(addressFault(address, rule) ?? 'taken', message, `${address} ${JSON.stringify(rule)}`)
})
