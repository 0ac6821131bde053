/* SPDX-License-Identifier: MIT */
#include "model/config.h"

void mailbox_free(struct mailbox *mailbox)
{
	if (!mailbox)
		return;
	g_free(mailbox->name);
	g_free(mailbox->url);
	g_free(mailbox->user);
	g_free(mailbox->password_file);
	g_free(mailbox->password_command);
	g_free(mailbox->token_command);
	g_free(mailbox->folder);
	g_free(mailbox->done_folder);
	g_free(mailbox->ca_file);
	g_free(mailbox);
}

void config_clear(struct config *config)
{
	g_free(config->report_address);
	if (config->mailboxes) { /* the loader knows their fields, not how they are freed */
		g_ptr_array_set_free_func(config->mailboxes, (GDestroyNotify)mailbox_free);
		g_ptr_array_unref(config->mailboxes);
	}
	g_clear_pointer(&config->resolvers, g_ptr_array_unref);
	g_free(config->playbooks);
	g_free(config->theme);
	g_free(config->branding.name);
	g_free(config->branding.contact);
	*config = (struct config){0};
}

void dns_options_clear(struct dns_options *options)
{
	g_clear_pointer(&options->resolvers, g_ptr_array_unref);
	*options = (struct dns_options){0};
}
