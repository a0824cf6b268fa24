import { readFileSync } from 'node:fs'

const sidebar = (folder) => ({ ...JSON.parse(readFileSync(new URL(`../${folder}/sidebar.json`, import.meta.url))), base: `/${folder}/` })

export default {
  title: 'Docs',
  themeConfig: { sidebar: [sidebar('errors'), sidebar('hostile')], search: { provider: 'local' } },
  vite: { build: { chunkSizeWarningLimit: 4000 } }, // the local search index is one chunk
}
