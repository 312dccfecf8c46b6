import { defineConfig } from 'astro/config';
import ota, { siteFromEnvironment } from './integration/index.ts';

export default defineConfig({
  // GitHub Pages and Netlify say where the site will be; anywhere else write your own address here.
  ...(siteFromEnvironment() ?? { site: 'https://builds.example.com' }),
  integrations: [ota()],
});
