import { defineConfig } from 'astro/config'
import starlight from '@astrojs/starlight'

export default defineConfig({
  site: 'https://docs.example.com',
  integrations: [
    starlight({
      title: 'Docs',
      sidebar: [
        { label: 'Errors', autogenerate: { directory: 'errors' } },
        { label: 'Others', autogenerate: { directory: 'hostile' } },
      ],
    }),
  ],
})
