// @ts-check
/**
 * Completes package-lock.json after `npm install`. Tools with a native part list one optional package
 * for each system (`@esbuild/darwin-arm64`), and npm leaves those out of the lock file that the
 * registry in use does not carry; `npm ci` then refuses the lock file, here and everywhere. Their
 * versions are exact in the package that lists them, and their system is in their name, so they are
 * added from there, without a checksum: npm fetches such a package where its system is.
 *
 *     npm run lock
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ version?: string, integrity?: string, dev?: boolean, optional?: boolean, os?: string[],
 *   cpu?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} Locked */

const path = fileURLToPath(new URL('../package-lock.json', import.meta.url));

/** Words in names of packages, which are those that npm uses. */
const systems = 'aix android darwin freebsd linux netbsd openbsd openharmony sunos win32'.split(
  ' ',
);
const processors = 'arm arm64 ia32 loong64 mips64el ppc64 riscv64 s390x wasm32 x64'.split(' ');

/**
 * Adds to `packages` what their optional dependencies name and they lack; gives the added paths.
 *
 * @param {Record<string, Locked>} packages the `packages` of a lock file
 */
export function complete(packages) {
  const added = [];
  for (const [parent, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    if (parent === '') continue;
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const place = `node_modules/${name}`;
      if (place in packages || `${parent}/${place}` in packages) continue;
      if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name}@${version} is not exact`);
      packages[place] = { version, ...(dev && { dev }), optional: true, ...system(name) };
      added.push(place);
    }
  }
  return added;
}

/** The system that a package is for, from its name: `@biomejs/cli-linux-arm64-musl`. @param {string} name */
function system(name) {
  const words = name.split(/[-/]/);
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  if (os.length + cpu.length === 0) throw new Error(`which system is ${name} for?`);
  const libc = /-musl/.test(name) ? ['musl'] : /-gnu/.test(name) ? ['glibc'] : [];
  return {
    ...(cpu.length > 0 && { cpu }),
    ...(libc.length > 0 && os.includes('linux') && { libc }),
    ...(os.length > 0 && { os }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  const added = complete(lock.packages);
  const { '': own, ...rest } = lock.packages;
  const sorted = Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = { '': own, ...Object.fromEntries(sorted) };
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`lock: ${added.length} packages for other systems added`);
}
