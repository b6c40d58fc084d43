import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const FIRST_PAGE_LIMIT_BYTES = 300 * 1024;

/** Compresses what is served, and refuses a first page that is larger than we promise. */
function compressed(): Plugin {
  return {
    name: 'signalbox-compressed',
    writeBundle(options, bundle) {
      const sizes = new Map<string, number>();
      for (const name of Object.keys(bundle).filter((file) => /\.(js|css)$/.test(file))) {
        const file = join(options.dir ?? '', name); // as written: other plugins change it until then
        const content = gzipSync(readFileSync(file), { level: 9 });
        sizes.set(name, content.length);
        writeFileSync(`${file}.gz`, content);
      }
      const first = new Set<string>();
      const visit = (name: string) => {
        const chunk = bundle[name];
        if (first.has(name) || chunk?.type !== 'chunk') return;
        first.add(name);
        chunk.viteMetadata?.importedCss.forEach((css) => first.add(css));
        chunk.imports.forEach(visit);
      };
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && (file.isEntry || /OverviewPage/.test(file.facadeModuleId ?? ''))) visit(file.fileName);
      }
      const bytes = [...first].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
      this.info(`first page: ${bytes} bytes compressed`);
      if (bytes > FIRST_PAGE_LIMIT_BYTES) {
        this.error(`the first page has ${bytes} bytes compressed, more than ${FIRST_PAGE_LIMIT_BYTES}`);
      }
    },
  };
}

export default defineConfig({
  base: '/console/',
  plugins: [react(), compressed()],
  // Replaced in each answer: see the control plane's ConsoleController.
  html: { cspNonce: '__NONCE__' },
  build: { outDir: 'target/classes/console', emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  server: {
    proxy: { '/v1': proxied(), '/console/session': proxied(), '/openapi.yaml': proxied() },
  },
});

function proxied() {
  return { target: process.env.SIGNALBOX_URL ?? 'http://127.0.0.1:8080', changeOrigin: false };
}
