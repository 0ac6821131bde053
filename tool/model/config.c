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

const char *const update_algorithms[] = {"hmac-sha256", "hmac-sha512", "hmac-sha1", NULL};

void update_key_free(struct update_key *key)
{
	if (!key)
		return;
	g_free(key->name);
	g_free(key->secret_file);
	g_free(key->server);
	g_clear_pointer(&key->zones, g_ptr_array_unref);
	g_free(key);
}

void key_binding_free(struct key_binding *binding)
{
	if (!binding)
		return;
	g_free(binding->action);
	g_free(binding->keys);
	g_free(binding);
}

/* The loader knows the fields of a list's members, not how they are freed. */
static void free_list(GPtrArray *list, GDestroyNotify free_member)
{
	if (!list)
		return;
	g_ptr_array_set_free_func(list, free_member);
	g_ptr_array_unref(list);
}

void config_clear(struct config *config)
{
	g_free(config->report_address);
	free_list(config->mailboxes, (GDestroyNotify)mailbox_free);
	free_list(config->keys, (GDestroyNotify)update_key_free);
	g_clear_pointer(&config->resolvers, g_ptr_array_unref);
	g_clear_pointer(&config->blocklists.addresses, g_ptr_array_unref);
	g_clear_pointer(&config->blocklists.domains, g_ptr_array_unref);
	g_free(config->playbooks);
	g_free(config->theme);
	g_free(config->copy_command);
	free_list(config->bindings, (GDestroyNotify)key_binding_free);
	g_free(config->branding.name);
	g_free(config->branding.contact);
	*config = (struct config){0};
}

void dns_options_clear(struct dns_options *options)
{
	g_clear_pointer(&options->resolvers, g_ptr_array_unref);
	*options = (struct dns_options){0};
}
