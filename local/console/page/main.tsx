import { render } from 'preact';
import * as z from 'zod';
import { App } from './app.tsx';

// Zod would try whether it may make code out of text, which the page's policy forbids, and the browser would complain.
z.config({ jitless: true });

const page = document.getElementById('page');
if (page) render(<App />, page);
