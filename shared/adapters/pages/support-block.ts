import { Eta } from 'eta';
import type { SupportContact } from '../../domain/support-contact.ts';
import { supportWords } from '../mail-templates/support-words.ts';

const eta = new Eta({ autoEscape: true, autoTrim: false });

const BLOCK = `<h2>Questions?</h2>
<p>Ask <strong><%= it.name %></strong>:</p>
<ul>
<% for (const way of it.ways) { %><li><a href="<%= way.href %>"><%= way.text %></a></li>
<% } %></ul>
<% if (it.when) { %><p><%= it.when %></p>
<% } %>`;

/** Whom to ask, as escaped HTML for any page; empty where nobody is named. */
export const supportBlock = (contact: SupportContact | null): string =>
  contact === null ? '' : eta.renderString(BLOCK, supportWords(contact));
