import { bannerLines, stoppedLine } from './banner.ts';

describe('the banner', () => {
  const addresses = {
    web: 'http://127.0.0.1:4000',
    http: 'http://127.0.0.1:4001',
    ws: 'ws://127.0.0.1:4002/local',
    aws: 'http://127.0.0.1:4003',
    dynamodb: 'http://127.0.0.1:4999',
    smtp: 'smtp://127.0.0.1:4004',
    telegram: 'http://127.0.0.1:4005',
    studio: 'http://127.0.0.1:4000/studio/',
  };

  it('says where to go, and leaves out what there is not', () => {
    const lines = bannerLines({
      version: '0.1.0',
      readyMs: 612,
      addresses,
      pages: { Console: '/console/' },
      bot: 'rules',
      dataFolder: '/data',
      colours: false,
    });
    expect(lines).toEqual([
      '',
      '  Switchboard 0.1.0  ready in 0.61 s',
      '',
      '  Chat       http://127.0.0.1:4000',
      '  Console    http://127.0.0.1:4000/console/',
      '  HTTP API   http://127.0.0.1:4001',
      '  WebSocket  ws://127.0.0.1:4002/local',
      '  AWS        http://127.0.0.1:4003  (access key local, secret local)',
      '  Mail       smtp://127.0.0.1:4004',
      '  Bot API    http://127.0.0.1:4005',
      '  Bot        rules',
      '  Data       /data',
      '',
      '  Ctrl+C stops it.',
      '',
    ]);
  });

  it('names no chat of a stack without a WebSocket API', () => {
    const lines = bannerLines({
      version: '0.1.0',
      readyMs: 612,
      addresses: { ...addresses, ws: null },
      pages: {},
      bot: undefined,
      dataFolder: undefined,
      colours: false,
    });
    expect(lines.filter((line) => /Chat|WebSocket/.test(line))).toEqual([]);
  });

  it('says at the end what was kept', () => {
    expect([stoppedLine('/data'), stoppedLine(undefined)]).toEqual([
      'Stopped. Data is kept in /data.',
      'Stopped. Nothing was kept.',
    ]);
  });
});
