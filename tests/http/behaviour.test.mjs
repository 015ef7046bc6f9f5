// What a client can do to the HTTP server, through raw sockets. The server is tests/http/probe.c;
// HTTP_PROBE names its program. node --test tests/http/
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const program = process.env.HTTP_PROBE;
const children = [];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function start(...settings) {
	const child = spawn(program, settings, { stdio: ['ignore', 'pipe', 'ignore'] });
	children.push(child);
	const server = { child, out: '', port: 0, ended: once(child, 'exit') };
	child.stdout.setEncoding('utf8');
	child.stdout.on('data', (s) => { server.out += s; });
	for (let i = 0; i < 500 && !server.port; i++) {
		await sleep(10);
		server.port = Number(/listening .*:(\d+)/.exec(server.out)?.[1] ?? 0);
	}
	assert.ok(server.port, 'the probe does not start; is HTTP_PROBE set?');
	return server;
}

async function stop(server) {
	server.child.kill('SIGTERM');
	const [code, signal] = await server.ended;
	assert.equal(signal, null);
	assert.equal(code, 0);
	assert.match(server.out, /stopped\n$/);
}

// Send bytes (a text is Latin-1), take what comes until the end or for ms.
function talk(port, bytes, ms = 4000) {
	return new Promise((resolve) => {
		const began = Date.now(), parts = [];
		const socket = net.connect(port, '127.0.0.1');
		const finish = (closed) => {
			clearTimeout(timer);
			socket.destroy();
			resolve({ text: Buffer.concat(parts).toString('latin1'), closed, ms: Date.now() - began });
		};
		const timer = setTimeout(() => finish(false), ms);
		socket.on('connect', () => socket.write(Buffer.from(bytes, 'latin1')));
		socket.on('data', (b) => parts.push(b));
		socket.on('close', () => finish(true));
		socket.on('error', () => {});
	});
}

// A connection that stays: ask() sends and gives the next whole reply.
class Client {
	constructor(port) {
		this.buffer = '';
		this.closed = false;
		this.socket = net.connect(port, '127.0.0.1');
		this.socket.setNoDelay(true);
		this.socket.on('data', (b) => { this.buffer += b.toString('latin1'); this.wake?.(); });
		this.socket.on('error', () => {});
		this.socket.on('close', () => { this.closed = true; this.wake?.(); });
	}
	async reply(head = false) {
		for (;;) {
			const end = this.buffer.indexOf('\r\n\r\n');
			if (end >= 0) {
				const n = head ? 0 : Number(/content-length: (\d+)/i.exec(this.buffer.slice(0, end))?.[1] ?? 0);
				if (this.buffer.length >= end + 4 + n) {
					const r = { head: this.buffer.slice(0, end), body: this.buffer.slice(end + 4, end + 4 + n) };
					this.buffer = this.buffer.slice(end + 4 + n);
					return r;
				}
			}
			if (this.closed)
				return null;
			await new Promise((done) => { this.wake = done; });
		}
	}
	ask(bytes, head) {
		this.socket.write(Buffer.from(bytes, 'latin1'));
		return this.reply(head);
	}
}

const get = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const last = (path, more = '') => get(path, 'Connection: close\r\n' + more);
const status = (text) => Number(/^HTTP\/1\.1 (\d+) /.exec(text)?.[1] ?? 0);
const replies = (text) => text.split(/HTTP\/1\.1 \d/).length - 1;

let main;
before(async () => { main = await start(); });
after(async () => {
	await stop(main);
	children.forEach((child) => child.kill('SIGKILL'));	// those of tests that failed
});
const parallel = { concurrency: 16 };

// Everything that can be read in two ways: one refusal, then the end, whatever follows.
const refused = [
	['no Host', 'GET / HTTP/1.1\r\n\r\n'],
	['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
	['two equal Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n'],
	['two Content-Lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'],
	['two equal Content-Lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello'],
	['Content-Length: 5, 5', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\nhello'],
	['Content-Length and chunked', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
	['chunked and Content-Length', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n'],
	['xchunked', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
	['gzip, chunked', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
	['two Transfer-Encodings', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n'],
	['chunked in HTTP/1.0', 'POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
	['Content-Length : 5', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nhello'],
	['Transfer-Encoding : chunked', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
	['Content-Length: +5', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello'],
	['Content-Length: 0x5', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\nhello'],
	['Content-Length: -1', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nhello'],
	['NUL in a header value', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n'],
	['NUL hiding a header', 'POST / HTTP/1.1\r\nHost: x\r\nX: a\0\r\nContent-Length: 5\r\n\r\nhello'],
	['NUL in a header name', 'GET / HTTP/1.1\r\nHost: x\r\nX\0Y: a\r\n\r\n'],
	['control in a header value', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\x01b\r\n\r\n'],
	['DEL in a header value', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\x7fb\r\n\r\n'],
	['bare CR in a header value', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\rContent-Length: 5\r\n\r\n'],
	['bare LF after the request line', 'GET / HTTP/1.1\nHost: x\r\n\r\n'],
	['bare LF after a header', 'GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n'],
	['bare LF after the last header', 'GET / HTTP/1.1\r\nHost: x\n\r\n'],
	['bare LF as the empty line', 'GET / HTTP/1.1\r\nHost: x\r\n\n'],
	['only bare LFs', 'GET / HTTP/1.1\nHost: x\n\n'],
	['folded header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n'],
	['folded Transfer-Encoding', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n'],
	['folded first header', 'GET / HTTP/1.1\r\n Host: x\r\nHost: x\r\n\r\n'],
	['header without colon', 'GET / HTTP/1.1\r\nHost: x\r\nnothing\r\n\r\n'],
	['header without name', 'GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n'],
	['two Authorizations', 'GET / HTTP/1.1\r\nHost: x\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n'],
	['two Cookies', 'GET / HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\nCookie: a=2\r\n\r\n'],
	['chunk size is no number', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n'],
	['chunk longer than said', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n'],
	['negative chunk', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n0\r\n\r\n'],
	['dot dot', 'GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n'],
	['encoded dot dot', 'GET /a/%2e%2e/b HTTP/1.1\r\nHost: x\r\n\r\n'],
	['encoded slash', 'GET /a%2fb HTTP/1.1\r\nHost: x\r\n\r\n'],
	['double slash', 'GET //a HTTP/1.1\r\nHost: x\r\n\r\n'],
	['encoded NUL', 'GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n'],
	['path not UTF-8', 'GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n'],
	['query not UTF-8', 'GET /?a=%ff HTTP/1.1\r\nHost: x\r\n\r\n'],
	['absolute target', 'GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n'],
	['asterisk', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n'],
];
test('ambiguous requests get 400 and the end', parallel, async (t) => {
	await Promise.all(refused.map(([name, bytes]) => t.test(name, async () => {
		const r = await talk(main.port, bytes + get('/echo/smuggled'));
		// To a malformed Content-Length libmicrohttpd 0.9.75 writes the head of its refusal twice.
		assert.equal(status(r.text), 400, r.text);
		assert.equal(replies(r.text), /^Content-Length: \S/.test(name) ? replies(r.text) : 1);
		assert.equal(r.text.replaceAll('HTTP/1.1 400 ', '').includes('HTTP/1.1 '), false, r.text);
		assert.ok(r.closed, 'stays open');
		assert.doesNotMatch(r.text, /smuggled/);
	})));
});

const others = [
	['unknown method', 501, 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n'],
	['lower-case method', 501, 'get / HTTP/1.1\r\nHost: x\r\n\r\n'],
	['TRACE', 405, 'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n'],
	['CONNECT', 405, 'CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n'],
	['HTTP/2.0', 505, 'GET / HTTP/2.0\r\nHost: x\r\n\r\n'],
	['HTTP/1.2', 505, 'GET / HTTP/1.2\r\nHost: x\r\n\r\n'],
	['compressed body', 415, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello'],
	['unknown expectation', 417, 'POST / HTTP/1.1\r\nHost: x\r\nExpect: more\r\nContent-Length: 5\r\n\r\nhello'],
	['body too big', 413, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\nhello'],
	['body too big, expecting', 413, 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n'],
	['100 KB header', 431, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(100000)}\r\n\r\n`],
	['36 KB in four headers', 431, `GET / HTTP/1.1\r\nHost: x\r\n${`X: ${'y'.repeat(9000)}\r\n`.repeat(4)}\r\n`],
	['40 KB of headers', 431, `GET / HTTP/1.1\r\nHost: x\r\n${`X: ${'y'.repeat(95)}\r\n`.repeat(400)}\r\n`],
];
test('other refusals close as well', parallel, async (t) => {
	await Promise.all(others.map(([name, expected, bytes]) => t.test(name, async () => {
		const r = await talk(main.port, bytes);
		assert.equal(status(r.text), expected, r.text);
		assert.equal(replies(r.text), 1);
		assert.ok(r.closed, 'stays open');
	})));
});

test('what is usual works', parallel, async (t) => {
	await t.test('request as sent', async () => {
		const r = await talk(main.port, last('/echo/a%20%C3%A4?x=1&y=%26+z&x=2', 'Cookie: a=1; sid=abc\r\nX-Y:  v \t\r\n'));
		for (const line of ['method=GET', 'path=/echo/a \xc3\xa4', 'raw_query=x=1&y=%26+z&x=2', 'query x=1',
			'query y=& z', 'query x=2', 'header X-Y=v', 'cookie sid=abc', 'peer=127.0.0.1'])
			assert.ok(r.text.includes(line + '\n'), line + ' in ' + r.text);
	});
	await t.test('headers of a reply: these and no other', async () => {
		const names = (await talk(main.port, last('/'))).text.split('\r\n\r\n')[0].split('\r\n').slice(1)
			.map((s) => s.split(':')[0].toLowerCase()).sort();
		assert.deepEqual(names, ['connection', 'content-length', 'content-type', 'date']);
	});
	await t.test('HEAD has the length and no body', async () => {
		const r = await talk(main.port, 'HEAD /20k HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
		assert.equal(status(r.text), 200);
		assert.match(r.text, /content-length: 20000\r\n/i);
		assert.ok(r.text.endsWith('\r\n\r\n'));
		const length = async (method) => /content-length: (\d+)/i.exec((await talk(main.port,
			`${method} /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).text)[1];
		assert.equal(await length('HEAD'), await length('GET'));	// the handler sees a GET
	});
	await t.test('204 and 304 have no body and no type', async () => {
		for (const [path, expected] of [['/none', 204], ['/same', 304]]) {
			const r = await talk(main.port, last(path));
			assert.equal(status(r.text), expected);
			assert.doesNotMatch(r.text, /content-type/i);
			assert.ok(r.text.endsWith('\r\n\r\n'));
		}
	});
	await t.test('Expect: 100-continue', async () => {
		const c = new Client(main.port);
		const first = await c.ask('POST /body HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n');
		assert.equal(status(first.head), 100);
		assert.equal((await c.ask('hello')).body, 'hello');
		c.socket.destroy();
	});
	await t.test('chunked body, in small pieces', async () => {
		const c = new Client(main.port);
		for (const byte of 'POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n')
			c.socket.write(byte);
		assert.equal((await c.ask('\r\n')).body, 'hello world');
		assert.equal((await c.ask(get('/'))).body, 'hello');
		c.socket.destroy();
	});
	await t.test('pipelining keeps the order', async () => {
		let all = '';
		for (let i = 0; i < 100; i++)
			all += i % 3 ? get(`/later?n=${i}`) : `POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n${100 + i}`;
		const c = new Client(main.port);
		c.socket.write(all);
		for (let i = 0; i < 100; i++)
			assert.equal((await c.reply()).body, i % 3 ? `later n=${i}` : String(100 + i));
		c.socket.destroy();
	});
	await t.test('forms', async () => {
		const c = new Client(main.port);
		const post = (type, body) => c.ask(`POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
		assert.equal((await post('application/x-www-form-urlencoded', 'a=1&b=x+y&a=2')).body,
			'a=1:1;-;-\nb=3:x y;-;-\na=1:2;-;-\n');
		assert.equal((await post('multipart/form-data; boundary=B', '--B\r\nContent-Disposition: form-data; name="f"; ' +
			'filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n1,2\r\n--B--\r\n')).body, 'f=3:1,2;a.csv;text/csv\n');
		assert.equal(status((await post('text/plain', 'a=1')).head), 415);
		assert.equal(status((await post('application/x-www-form-urlencoded', 'a=%ff')).head), 400);
		c.socket.destroy();
	});
	await t.test('an impossible header answers 500, not two replies', async () => {
		const r = await talk(main.port, last('/split'));
		assert.equal(status(r.text), 500);
		assert.doesNotMatch(r.text, /set-cookie/i);
	});
	await t.test('memory and size limits answer in words, and the server goes on', async () => {
		assert.equal(status((await talk(main.port, last('/eat'))).text), 503);
		const flood = await talk(main.port, last('/flood'));
		assert.equal(status(flood.text), 413);
		assert.match(flood.text, /the answer is larger than one may be/);
		assert.equal(status((await talk(main.port, last('/'))).text), 200);
	});
});

test('slow clients are cut, idle ones are not disturbed', parallel, async (t) => {
	const quick = await start('slow_ms=2000');
	await Promise.all([
		t.test('200 idle connections: all answered, others too', async () => {
			const all = Array.from({ length: 200 }, () => new Client(main.port));
			for (const c of all)
				assert.equal((await c.ask(get('/'))).body, 'hello');
			await sleep(4000);
			assert.equal(status((await talk(main.port, last('/'))).text), 200);
			for (const c of all) {
				assert.equal((await c.ask(get('/')))?.body, 'hello');
				c.socket.destroy();
			}
		}),
		t.test('one header byte in a second: cut within 12 s', async () => {
			const began = Date.now(), c = new Client(main.port);
			c.socket.write('GET / HTTP/1.1\r\nHost: x\r\nX: ');
			while (!c.closed && Date.now() - began < 20000) {
				await sleep(1000);
				c.socket.write('y');
			}
			assert.ok(Date.now() - began < 12500, `${Date.now() - began} ms`);
		}),
		t.test('a byte of the request line in a second: cut within 12 s', async () => {
			const began = Date.now(), c = new Client(main.port);
			while (!c.closed && Date.now() - began < 20000) {
				c.socket.write('G');
				await sleep(1000);
			}
			assert.ok(Date.now() - began < 12500, `${Date.now() - began} ms`);
		}),
		t.test('nothing at all: cut within 12 s', async () => {
			const r = await talk(main.port, '', 20000);
			assert.ok(r.closed && r.ms < 12500, `${r.ms} ms`);
		}),
		t.test('a body of 10 bytes/s: cut', async () => {
			const began = Date.now(), c = new Client(quick.port);
			c.socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n');
			while (!c.closed && Date.now() - began < 8000) {
				await sleep(100);
				c.socket.write('y');
			}
			assert.ok(Date.now() - began < 4000, `${Date.now() - began} ms`);
		}),
		t.test('a body of 10 KB/s: served', async () => {
			const c = new Client(quick.port);
			c.socket.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n');
			for (let i = 0; i < 40; i++) {
				await sleep(100);
				c.socket.write('y'.repeat(1000));
			}
			assert.match((await c.reply()).body, /body=40000\n/);
			c.socket.destroy();
		}),
		t.test('a reply not read: cut', async () => {
			const socket = net.connect(quick.port, '127.0.0.1');
			socket.on('error', () => {});
			socket.pause();
			socket.write(get('/8m'));
			await sleep(5000);
			let n = 0;
			socket.on('data', (b) => { n += b.length; });
			socket.resume();
			await Promise.race([once(socket, 'close'), sleep(5000)]);
			assert.ok(socket.closed, 'stays open');
			assert.ok(n < 8000000, `${n} bytes came`);
		}),
	]);
	await stop(quick);
});

test('large bodies are refused without being kept', async (t) => {
	const server = await start('limit=1000000');
	const rss = async () => Number((await talk(server.port, last('/rss'))).text.split('\r\n\r\n')[1]);
	const megabyte = Buffer.alloc(1 << 20, 'x');
	const push = (head, before_, after_) => new Promise((resolve) => {
		const socket = net.connect(server.port, '127.0.0.1');
		let text = '', sent = 0;
		const more = () => {
			while (sent < 100 && !socket.destroyed) {
				sent++;
				socket.write(before_);
				if (!socket.write(Buffer.concat([megabyte, after_])))
					return;
			}
		};
		socket.on('connect', () => { socket.write(head); more(); });
		socket.on('drain', more);
		socket.on('data', (b) => { text += b.toString('latin1'); });
		socket.on('error', () => {});
		socket.on('close', () => resolve({ text, sent }));
	});
	await talk(server.port, `POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 900000\r\n\r\n${'x'.repeat(900000)}`);
	const before_ = await rss(), none = Buffer.alloc(0);
	await t.test('Content-Length', async () => {
		const r = await push('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n', none, none);
		assert.equal(status(r.text), 413, r.text);
	});
	await t.test('chunked', async () => {
		const r = await push('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',
			Buffer.from('100000\r\n'), Buffer.from('\r\n'));
		assert.equal(status(r.text), 413, r.text);
		assert.ok(r.sent < 100);
	});
	const grown = await rss() - before_;
	t.diagnostic(`peak memory grew by ${grown} KB`);
	assert.ok(grown <= 8192, `${grown} KB`);
	await stop(server);
});

test('100,000 replies finished by other threads reach their own clients', async (t) => {
	const server = await start(), began = Date.now();
	let n = 0;
	await Promise.all(Array.from({ length: 64 }, async () => {
		const c = new Client(server.port);
		while (n < 100000) {
			const i = n++;
			const r = await c.ask(get(`/later?n=${i}`));
			assert.equal(r?.body, `later n=${i}`);
		}
		c.socket.destroy();
	}));
	t.diagnostic(`${Math.round(100000 / (Date.now() - began) * 1000)} replies/s through node`);
	await stop(server);
	assert.match(server.out, /unfinished 0\n/);
});

test('limits of connections', async (t) => {
	await t.test('of one address', async () => {
		const server = await start('per_address=3', 'threads=1');
		const held = Array.from({ length: 3 }, () => new Client(server.port));
		for (const c of held)
			assert.equal((await c.ask(get('/'))).body, 'hello');
		const r = await talk(server.port, get('/'), 2000);
		assert.ok(r.closed && r.text === '', r.text);
		held[0].socket.destroy();
		await sleep(300);
		assert.equal(status((await talk(server.port, last('/'))).text), 200);
		held.forEach((c) => c.socket.destroy());
		await stop(server);
	});
	await t.test('of all', async () => {
		const server = await start('connections=4', 'threads=1');
		const held = Array.from({ length: 4 }, () => new Client(server.port));
		for (const c of held)
			assert.equal((await c.ask(get('/'))).body, 'hello');
		const waiting = talk(server.port, last('/'), 4000);
		await sleep(500);
		held[0].socket.destroy();
		assert.equal(status((await waiting).text), 200);
		held.forEach((c) => c.socket.destroy());
		await stop(server);
	});
});

test('stopping', parallel, async (t) => {
	await Promise.all([
		t.test('finishes what is under way and accepts no more', async () => {
			const server = await start(), c = new Client(server.port), idle = new Client(server.port);
			assert.equal((await idle.ask(get('/'))).body, 'hello');
			const reply = c.ask(get('/later?ms=1500'));
			await sleep(300);
			server.child.kill('SIGTERM');
			await sleep(300);
			assert.equal((await talk(server.port, last('/'), 500)).text, '');
			const r = await reply;
			assert.equal(r?.body, 'later ms=1500');
			assert.match(r.head, /connection: close/i);
			await stop(server);
			assert.match(server.out, /unfinished 0\n/);
		}),
		t.test('does not wait for ever, and a late finish does no harm', async () => {
			const server = await start('stop_s=1'), all = [];
			for (let i = 0; i < 4; i++)
				all.push(new Client(server.port).ask(get('/later?ms=2500')));
			await sleep(300);
			const began = Date.now();
			server.child.kill('SIGTERM');
			assert.deepEqual(await Promise.all(all), [null, null, null, null]);
			assert.ok(Date.now() - began < 2000, `${Date.now() - began} ms`);
			await stop(server);
			assert.match(server.out, /unfinished 4\n/);
		}),
		t.test('under load, again and again', async () => {
			for (let round = 0; round < 5; round++) {
				const server = await start('stop_s=2');
				let going = true;
				const clients = Array.from({ length: 32 }, async () => {
					const c = new Client(server.port);
					while (going && await c.ask(get('/later?n=1')))
						;
					c.socket.destroy();
				});
				await sleep(200);
				server.child.kill('SIGTERM');
				await server.ended;
				going = false;
				await Promise.all(clients);
				await stop(server);
			}
		}),
	]);
});
