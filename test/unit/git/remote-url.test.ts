import * as fc from "fast-check";
import { expect, test } from "vitest";
import { remoteKey } from "../../../src/git/remote-url.ts";

const aliases = { work: "git.example.org", "GH-Two": "github.com" };

test.each([
  ["scp-like", "git@github.com:ann/tool.git", "github.com/ann/tool"],
  ["scp-like without user or .git", "github.com:ann/tool", "github.com/ann/tool"],
  ["scp-like with an absolute path", "git@host:/srv/git/tool.git", "host/srv/git/tool"],
  ["scp-like with a home folder", "host:~ann/tool.git", "host/tool"],
  ["scp-like with IPv6", "git@[::1]:ann/tool.git", "::1/ann/tool"],
  [
    "scp-like with a port in brackets",
    "[git.example.org:2222]:ann/tool",
    "git.example.org/ann/tool",
  ],
  ["scp-like without an owner", "git@host:tool.git", "host/tool"],
  [
    "ssh with port and user",
    "ssh://git@git.example.org:2222/ann/tool.git",
    "git.example.org/ann/tool",
  ],
  ["ssh with IPv6 and port", "ssh://git@[2001:db8::1]:22/ann/tool", "2001:db8::1/ann/tool"],
  ["git+ssh", "git+ssh://git@github.com/ann/tool.git", "github.com/ann/tool"],
  ["https", "https://github.com/ann/tool.git", "github.com/ann/tool"],
  ["https with credentials", "https://ann:s3cr3t@github.com/ann/tool.git", "github.com/ann/tool"],
  [
    "https with an @ in the password",
    "https://ann:p@ss@github.com/ann/tool",
    "github.com/ann/tool",
  ],
  ["https with a port and a slash at the end", "https://host:8443/ann/tool/", "host/ann/tool"],
  ["https below a sub-path", "https://host/git/team/sub/tool.git", "host/git/team/sub/tool"],
  ["https with an escape", "https://host/ann/to%6Fl", "host/ann/tool"],
  ["case of host, owner and name", "https://GitHub.COM/Ann/Tool.git", "github.com/ann/tool"],
  ["git://", "git://host/tool.git", "host/tool"],
  ["a transport helper", "fancy::https://host/ann/tool", "host/ann/tool"],
  ["an ssh alias", "git@work:ann/tool.git", "git.example.org/ann/tool"],
  ["an ssh alias in another case", "ssh://gh-two/ann/tool", "github.com/ann/tool"],
  ["scp-like with a slash at the end", "git@github.com:ann/tool/", "github.com/ann/tool"],
  ["scp-like with an upper-case host", "git@GITHUB.com:ann/tool.git", "github.com/ann/tool"],
  [
    "scp-like with groups",
    "git@gitlab.com:team/sub/deep/tool.git",
    "gitlab.com/team/sub/deep/tool",
  ],
  ["scp-like with .git in another case", "git@host:ann/tool.GIT", "host/ann/tool"],
  ["scp-like with a dot in the name", "git@host:ann/tool.js.git", "host/ann/tool.js"],
  [
    "scp-like with a name of .git alone behind a dot",
    "git@host:ann/.github.git",
    "host/ann/.github",
  ],
  ["scp-like with another user", "deploy-bot@host:ann/tool", "host/ann/tool"],
  ["scp-like with a colon in the path", "git@host:ann/a:b", "host/ann/a:b"],
  ["scp-like with an IPv4 address", "git@127.0.0.1:ann/tool.git", "127.0.0.1/ann/tool"],
  ["scp-like with IPv6 and a user", "ann@[2001:db8::1]:ann/tool", "2001:db8::1/ann/tool"],
  ["scp-like with double slashes", "git@host:ann//tool.git", "host/ann/tool"],
  ["ssh without a user", "ssh://host/ann/tool.git", "host/ann/tool"],
  ["ssh with an empty port", "ssh://git@host:/ann/tool.git", "host/ann/tool"],
  [
    "ssh with a dot behind the host",
    "ssh://git@host.example./ann/tool.git",
    "host.example/ann/tool",
  ],
  ["ssh with an upper-case scheme", "SSH://git@host/ann/tool.git", "host/ann/tool"],
  ["ssh+git", "ssh+git://git@host/ann/tool.git", "host/ann/tool"],
  [
    "ssh with a port of Gitea's own",
    "ssh://git@git.example.org:30022/ann/tool.git",
    "git.example.org/ann/tool",
  ],
  ["https with a user alone", "https://ann@github.com/ann/tool.git", "github.com/ann/tool"],
  ["https with a token as user", "https://ghp_0123@github.com/ann/tool.git", "github.com/ann/tool"],
  ["https with IPv6 and port", "https://[::1]:3000/ann/tool.git", "::1/ann/tool"],
  [
    "https with a sub-path and a port",
    "https://host:8443/gitea/ann/tool.git",
    "host/gitea/ann/tool",
  ],
  ["https with a query", "https://host/ann/tool.git?service=git-upload-pack", "host/ann/tool"],
  ["https with a fragment", "https://host/ann/tool#readme", "host/ann/tool"],
  ["https with dots in the path", "https://host/./ann/./tool.git", "host/ann/tool"],
  ["https with many slashes at the end", "https://host/ann/tool///", "host/ann/tool"],
  ["https with a stray percent sign", "https://host/ann/100%tool", "host/ann/100%tool"],
  ["https with a name beyond ASCII", "https://host/ann/w%C3%BCrfel.git", "host/ann/würfel"],
  ["https of one name alone", "https://host/tool.git", "host/tool"],
  ["http", "http://127.0.0.1:3000/team/api.git", "127.0.0.1/team/api"],
  ["git:// with a port", "git://host:9418/ann/tool.git", "host/ann/tool"],
  ["blanks around it", "  git@host:ann/tool.git ", "host/ann/tool"],
])("remoteKey reads %s", (_what, url, key) => {
  expect(remoteKey(url, aliases)?.key).toBe(key);
});

test.each([
  ["an absolute path", "/srv/git/tool.git"],
  ["a relative path", "../tool.git"],
  ["a path with a colon after a slash", "./a:b/tool"],
  ["a Windows path", "C:\\git\\tool"],
  ["a Windows path with slashes", "c:/git/tool"],
  ["a UNC path", "\\\\server\\share\\tool"],
  ["a file URL", "file:///srv/git/tool.git"],
  ["nothing", ""],
  ["a host alone", "https://github.com/"],
  ["a host without a slash", "https://github.com"],
  ["a home folder", "~/git/tool.git"],
  ["a name of .git alone", "https://host/.git"],
  ["a colon alone", ":"],
  ["a host and a colon", "host:"],
])("remoteKey gives null for %s", (_what, url) => {
  expect(remoteKey(url, {})).toBeNull();
});

test("remoteKey parts owner and name and keeps their case outside the key", () => {
  expect(remoteKey("https://host/team/Sub/Tool.git", {})).toEqual({
    key: "host/team/sub/tool",
    host: "host",
    owner: "team/Sub",
    name: "Tool",
  });
});

const word = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,8}$/);
const place = fc.record({ host: word, owner: word, name: word });

test("every spelling of one repository has one key, whatever user, port or suffix", () => {
  fc.assert(
    fc.property(place, fc.integer({ min: 1, max: 65535 }), ({ host, owner, name }, port) => {
      const spellings = [
        `git@${host}.org:${owner}/${name}.git`,
        `ssh://git@${host}.org:${port}/${owner}/${name}.git`,
        `https://${host}.org/${owner}/${name}`,
        `https://u:p@${host}.ORG:${port}/${owner}/${name}.git/`,
      ];
      const keys = spellings.map((url) => remoteKey(url, {})?.key);
      expect(new Set(keys)).toEqual(new Set([`${host}.org/${owner}/${name}`]));
    }),
  );
});

test("remoteKey answers any text without throwing, and its key never holds a credential", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      remoteKey(text, {});
    }),
  );
  fc.assert(
    fc.property(place, ({ host, owner, name }) => {
      const found = remoteKey(`https://user:SECRET0@${host}/${owner}/${name}`, {});
      expect(found?.key).not.toContain("SECRET0");
    }),
  );
});
