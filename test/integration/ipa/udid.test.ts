import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { normalizeUdid } from '../../../integration/ipa/udid.ts';

const NEW = '00008030-001544522E60802E';
const OLD = '2b6f0cc904d137be2e1730235f5664094b831186';

describe('normalizeUdid', () => {
  const same: [text: string, udid: string][] = [
    [NEW, NEW],
    [NEW.toLowerCase(), NEW],
    ['00008030001544522E60802E', NEW],
    ['00008030 001544522e60802e', NEW],
    ['00008030\u2011001544522E60802E', NEW],
    ['00008030–001544522E60802E', NEW],
    [` \t${NEW}\r\n`, NEW],
    [`\u200e${NEW}\u200b`, NEW],
    [`"${NEW}"`, NEW],
    [`UDID: ${NEW}`, NEW],
    [`Udid：${NEW}`, NEW],
    ['０００08030-001544522E60802E', NEW],
    [OLD, OLD],
    [OLD.toUpperCase(), OLD],
    [`UDID ${OLD.slice(0, 20)} ${OLD.slice(20)}`, OLD],
  ];
  for (const [text, udid] of same) {
    it(`reads ${inspect(text)}`, () => assert.equal(normalizeUdid(text), udid));
  }

  const others = {
    nothing: '',
    'a serial number': 'F2LXXXXXHG7F',
    'an IMEI': '356938035643809',
    'an ECID alone': '001544522E60802E',
    'the UUID of a simulator': 'A3D6F2B0-1C4E-4E8A-9B7D-52C0E1F7A986',
    'a piece of one': NEW.slice(0, -1),
    'two of them': `${NEW} ${NEW}`,
    'a digit too many': `${OLD}0`,
    'letters beyond F': NEW.replace('E', 'G'),
    'a letter O for a zero': NEW.replace('0', 'O'),
  };
  for (const [what, text] of Object.entries(others)) {
    it(`refuses ${what}`, () => assert.equal(normalizeUdid(text), null));
  }
});
