// Where Home leads into an application (decision 0039).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { homeAddressOf } from './home-address.ts'

const cases: [string, string | null, string | undefined, string | null][] = [
  ['an application without a page of its own opens nowhere', null, 'c-1', null],
  ['what is no address opens nowhere', 'kade', undefined, null],
  ['an address that is no web page opens nowhere', 'mailto:kade@example.org', 'c-1', null],
  ['it opens where it was registered', 'https://kade.example/', undefined, 'https://kade.example/'],
  [
    'it opens in the company, by its directory’s id',
    'https://kade.example/',
    'c-1',
    'https://kade.example/?company=c-1',
  ],
  ['parameters of its own stay', 'https://kade.example/?a=1#x', 'c-1', 'https://kade.example/?a=1&company=c-1#x'],
  ['a company of its own gives way', 'https://kade.example/?company=0', 'c-1', 'https://kade.example/?company=c-1'],
  [
    'an id of any signs stays one value',
    'https://kade.example/',
    'a&b=c d',
    'https://kade.example/?company=a%26b%3Dc+d',
  ],
]
for (const [rule, homeUri, company, address] of cases)
  test(rule, () => assert.equal(homeAddressOf({ homeUri }, company), address))
