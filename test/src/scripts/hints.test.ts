import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Hint, hintsFor, type Needs } from '../../../src/scripts/hints.ts';

/** How a web view of iOS begins. */
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const IPAD = 'Mozilla/5.0 (iPad; CPU OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';

const DESKTOP = { maxTouchPoints: 0 };
const TABLET = { maxTouchPoints: 5 };

type Case = [name: string, userAgent: string, hints: Hint[], more?: { maxTouchPoints: number }];

const BROWSERS: Case[] = [
  ['Safari', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, []],
  ['Safari on an iPad that says so', `${IPAD} Version/17.5 Mobile/15E148 Safari/604.1`, []],
  ['Safari on an iPad that says it is a Mac', `${MAC} Version/17.5 Safari/605.1.15`, [], TABLET],
  ['Safari on a Mac', `${MAC} Version/17.5 Safari/605.1.15`, ['desktop'], DESKTOP],
  ['Chrome', `${IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`, []],
  ['Chrome on an iPad that says it is a Mac', `${MAC} CriOS/126 Version/17.5 Safari/605.1.15`, [], TABLET],
  ['Firefox', `${IPHONE} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`, []],
  ['Edge', `${IPHONE} Version/17.0 EdgiOS/125.0.2535.96 Mobile/15E148 Safari/605.1.15`, []],
  ['Opera', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 OPT/4.7.0`, []],
  ['DuckDuckGo', `${IPHONE} Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`, []],
  ['Yandex', `${IPHONE} Version/17.5 YaBrowser/24.6.3 Mobile/15E148 Safari/604.1`, []],
  ['QQ Browser', `${IPHONE} Version/17.0 MQQBrowser/15.1 Mobile/15E148 Safari/604.1 QBWebViewType/1`, []],
  ['Chrome on Windows', `${WINDOWS} Chrome/126.0.0.0 Safari/537.36`, ['desktop'], DESKTOP],
  ['Edge on a Windows tablet', `${WINDOWS} Chrome/126.0.0.0 Safari/537.36 Edg/126`, ['desktop'], TABLET],
  [
    'Firefox on Linux',
    'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
    ['desktop'],
    DESKTOP,
  ],
  [
    'Chrome on a Chromebook',
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36',
    ['desktop'],
    DESKTOP,
  ],
  ['Chrome on Android', `${ANDROID} Chrome/126.0.0.0 Mobile Safari/537.36`, ['android'], TABLET],
  [
    'Firefox on Android',
    'Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0',
    ['android'],
    TABLET,
  ],
  [
    'a browser on HarmonyOS',
    'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 Safari/537.36 ArkWeb/4.1',
    ['android'],
    TABLET,
  ],
  ['curl', 'curl/8.7.1', [], DESKTOP],

  [
    'WeChat',
    `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN`,
    ['in-app'],
  ],
  [
    'WeChat for companies',
    `${IPHONE} Mobile/15E148 wxwork/4.1.26 MicroMessenger/7.0.1 Language/zh`,
    ['in-app'],
  ],
  [
    'WeChat on Android',
    `${ANDROID} Version/4.0 Chrome/116.0 Mobile Safari/537.36 XWEB/1160117 MicroMessenger/8.0.49`,
    ['android'],
  ],
  [
    'WeChat on Windows',
    `${WINDOWS} Chrome/107.0.0.0 Safari/537.36 MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat`,
    ['desktop'],
    DESKTOP,
  ],
  [
    'QQ',
    `${IPHONE} Mobile/15E148 QQ/9.0.60.620 V1_IPH_SQ_9.0.60_1_APP_A Pixel/1170 MiniAppEnable`,
    ['in-app'],
  ],
  [
    'DingTalk',
    `${IPHONE} Mobile/15E148 AliApp(DingTalk/7.5.30) com.laiwang.DingTalk/43161386 Channel/201200`,
    ['in-app'],
  ],
  [
    'Facebook',
    `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/468.0.0.37.72;FBDV/iPhone13,2;FBSV/17.5.1]`,
    ['in-app'],
  ],
  [
    'Facebook, as Safari too',
    `${IPHONE} Mobile/15E148 Safari/604.1 [FBAN/FBIOS;FBAV/510.0.0.38.107]`,
    ['in-app'],
  ],
  ['Messenger', `${IPHONE} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/463.0.0.28.106]`, ['in-app']],
  [
    'Instagram',
    `${IPHONE} Mobile/15E148 Instagram 336.0.0.18.92 (iPhone13,2; iOS 17_5_1; en_US; scale=3.00)`,
    ['in-app'],
  ],
  [
    'Instagram, as Safari too',
    `${IPHONE} Mobile/23E254 Instagram 424.1.0.31.54 (iPhone18,4; iOS 17_5_1) NW/3 Safari/604.1`,
    ['in-app'],
  ],
  ['Threads', `${IPHONE} Mobile/15E148 Barcelona 336.0.0.18.92 (iPhone13,2; iOS 17_5_1)`, ['in-app']],
  ['Line', `${IPHONE} Mobile/15E148 Safari Line/14.9.0`, ['in-app']],
  [
    'TikTok',
    `${IPHONE} Mobile/15E148 musical_ly_2022803040 JsSdk/2.0 NetType/WIFI BytedanceWebview/d8a21c6`,
    ['in-app'],
  ],
  ['LinkedIn', `${IPHONE} Mobile/15E148 [LinkedInApp]/9.29.7898`, ['in-app']],
  ['Snapchat', `${IPHONE} Mobile/15E148 Snapchat/12.93.0.40 (like Safari/8617.2.4.10.7, panda)`, ['in-app']],
  ['Slack', `${IPHONE} Mobile/15E148 Slack/24.06.20`, ['in-app']],
  ['Weibo', `${IPHONE} Mobile/15E148 Weibo (iPhone13,2__weibo__14.6.0__iphone__os17.5.1)`, ['in-app']],
  [
    'Baidu',
    `${IPHONE} Version/17.0 Mobile/15E148 Safari/604.1 baiduboxapp/13.60.0.10 (Baidu; P2 17.5.1)`,
    ['in-app'],
  ],
  [
    'Alipay',
    `${IPHONE} Mobile/15E148 Ariver/1.1.0 AliApp(AP/10.6.0) Nebula WK AlipayClient/10.6.0`,
    ['in-app'],
  ],
  ['X', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 Twitter for iPhone/10.44`, ['in-app']],
  ['Google', `${IPHONE} GSA/322.0.644099008 Mobile/15E148 Safari/604.1`, ['in-app']],
  ['Naver', `${IPHONE} Mobile/15E148 Safari/605.1 NAVER(inapp; search; 2000; 12.6.5; 12)`, ['in-app']],
  ['KakaoTalk', `${IPHONE} Mobile/15E148 KAKAOTALK/10.7.5 (INAPP)`, ['in-app']],
  ['Pinterest', `${IPHONE} Mobile/15E148 [Pinterest/iOS]`, ['in-app']],
  ['Outlook', `${IPHONE} Mobile/15E148 Outlook-iOS/749.4.prod.iphone (4.2534.0)`, ['in-app']],
  ['Telegram, or any other web view', `${IPHONE} Mobile/15E148`, ['in-app']],
  ['a web view on an iPad', `${IPAD} Mobile/15E148`, ['in-app']],
  ['a web view on an iPad that says it is a Mac', MAC, ['in-app'], TABLET],
];

const SYSTEMS: [userAgent: string, minimum: string, isOld: boolean][] = [
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, '17.5.1', false],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, '17.5.2', true],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, '17.10', true],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, '9.0', false],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, '18.0', true],
  [`${IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`, '18.0', true],
  [`${IPAD} Version/17.5 Mobile/15E148 Safari/604.1`, '18.0', true],
  [IPHONE.replace('17_5_1', '17_0'), '17', false],
  [IPHONE.replace('17_5_1', '17_0'), '17.0', false],
  [IPHONE.replace('17_5_1', '17_0'), '17.0.0', false],
  [IPHONE.replace('17_5_1', '17_0'), '17.0.1', true],
  // An iPad that says it is a Mac tells nothing.
  [`${MAC} Version/17.5 Safari/605.1.15`, '18.0', false],
  // iOS 26 says 18.6 or 18.7; Safari's own version is the true one.
  [`${IPHONE.replace('17_5_1', '18_6')} Version/26.0 Mobile/15E148 Safari/604.1`, '26.0', false],
  [`${IPHONE.replace('17_5_1', '18_7')} Version/26.3 Mobile/15E148 Safari/604.1`, '26.3', false],
  [`${IPHONE.replace('17_5_1', '18_7')} Version/26.3 Mobile/15E148 Safari/604.1`, '26.4', true],
  [`${IPHONE.replace('17_5_1', '18_6')} Version/18.6 Mobile/15E148 Safari/604.1`, '26.0', true],
  [`${IPHONE.replace('17_5_1', '18_7_2')} Version/18.7.2 Mobile/15E148 Safari/604.1`, '18.7.2', false],
  // Other browsers have a version of their own there, or none.
  [
    `${IPHONE.replace('17_5_1', '18_7')} Version/18.0 EdgiOS/140 Mobile/15E148 Safari/605.1.15`,
    '26.0',
    false,
  ],
  [`${IPHONE.replace('17_5_1', '18_7')} CriOS/144.0.7559.53 Mobile/15E148 Safari/604.1`, '26.0', false],
  [`${IPHONE.replace('17_5_1', '18_7')} Mobile/15E148`, '26.0', false],
  [`${IPHONE.replace('17_5_1', '26_4_1')} Mobile/23E254 Instagram 424.1`, '26.4', false],
  [`${IPHONE.replace('17_5_1', '26_4_1')} Mobile/23E254 Instagram 424.1`, '27.0', true],
  ['curl/8.7.1', '26.0', false],
];

const SAFARI = `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`;

function hints(userAgent: string, needs: Needs, more = {}): Hint[] {
  return hintsFor({ userAgent, maxTouchPoints: 5, ...more }, false, needs);
}

describe('what may stand in the way of an install', () => {
  for (const [name, userAgent, expected, more] of BROWSERS) {
    it(`is ${expected.join() || 'nothing'} in ${name}`, () => {
      assert.deepEqual(hints(userAgent, {}, more), expected);
    });
  }

  for (const [userAgent, minimum, isOld] of SYSTEMS) {
    it(`is ${isOld ? 'the system' : 'no system'} for a build from ${minimum} on, in ${userAgent.slice(12)}`, () => {
      assert.equal(hints(userAgent, { minimum }).includes('old-system'), isOld);
    });
  }

  it('is the kind of device, where the build is for another', () => {
    const ipad = `${IPAD} Version/17.5 Mobile/15E148 Safari/604.1`;
    assert.deepEqual(hints(SAFARI, { devices: 'ipad' }), ['ipad-only']);
    assert.deepEqual(hints(SAFARI, { devices: 'iphone ipad' }), []);
    assert.deepEqual(hints(ipad, { devices: 'ipad' }), []);
    // An iPad runs what is made for the iPhone.
    assert.deepEqual(hints(ipad, { devices: 'iphone' }), []);
  });

  it('is a page around this one', () => {
    assert.deepEqual(hintsFor({ userAgent: SAFARI, maxTouchPoints: 5 }, true, {}), ['framed']);
  });

  it('is no app around a page that stands on the Home Screen', () => {
    assert.deepEqual(hints(`${IPHONE} Mobile/15E148`, {}, { standalone: true }), []);
  });

  it('may be several things at once', () => {
    const browser = { userAgent: `${IPHONE} Mobile/15E148 [LinkedInApp]/9.29`, maxTouchPoints: 5 };
    assert.deepEqual(hintsFor(browser, true, { minimum: '26.0', devices: 'ipad' }), [
      'in-app',
      'framed',
      'old-system',
      'ipad-only',
    ]);
  });
});
