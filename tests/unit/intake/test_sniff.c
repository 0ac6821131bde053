/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <glib.h>

#include "intake/sniff.h"

static void test_kinds(void)
{
	static const struct {
		const char *head;
		size_t len; /* 0: of the text */
		enum kind want;
	} cases[] = {
		{"", 0, KIND_EMPTY},
		{" \r\n\t", 0, KIND_EMPTY},
		{"unused", 0, KIND_UNUSED},
		{" Unused\r\n", 0, KIND_UNUSED},
		{"unused material", 0, KIND_UNKNOWN},
		{"<?xml version='1.0'?>", 0, KIND_XML},
		{"\xef\xbb\xbf \n<feedback>", 0, KIND_XML},
		{"\r\n \xef\xbb\xbf\n<feedback>", 0, KIND_XML},
		{"<xs:schema><feedback>", 0, KIND_XML},
		{"\xff\xfe<\0?\0", 6, KIND_XML},
		{"<\0?\0x\0", 6, KIND_XML},
		{"\xfe\xff\0<\0?", 6, KIND_XML},
		{"<report>", 0, KIND_MARKUP},
		{"<!DOCTYPE html><html>", 0, KIND_HTML},
		{"<HTML><body>feedback", 0, KIND_HTML},
		{"\x1f\x8b\x08", 0, KIND_GZIP},
		{"PK\x03\x04", 0, KIND_ZIP},
		{"PK\x05\x06", 0, KIND_ZIP},
		{"\x78\x9f\x3e\x22", 0, KIND_TNEF},
		{"{\"organization-name\":\"x\"}", 0, KIND_TLS},
		{"[{\"organization-name\":\"x\"}]", 0, KIND_TLS},
		{"{\"a\": 1}", 0, KIND_UNKNOWN},
		{"From someone@example.com Thu Oct  1 12:00:00 2026\nTo: x\n", 0, KIND_MBOX},
		{"Return-Path: <>\nTo: x\n", 0, KIND_MAIL},
		{"From: someone\n", 0, KIND_MAIL},
		{"this is a file\n", 0, KIND_UNKNOWN},
		{"%PDF-1.4", 0, KIND_UNKNOWN},
		{"\0\0\0\0", 4, KIND_UNKNOWN},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		size_t len = cases[i].len > 0 ? cases[i].len : strlen(cases[i].head);

		g_test_message("case %zu", i);
		g_assert_cmpint(sniff((const uint8_t *)cases[i].head, len), ==, cases[i].want);
	}
}

/* A head may be cut anywhere: nothing is read past its end. */
static void test_cut(void)
{
	static const char head[] = "\xef\xbb\xbf <?xml version='1.0'?><feedback> unused From ";

	for (size_t len = 0; len < sizeof(head); len++) {
		g_autofree uint8_t *copy = g_memdup2(head, len);

		sniff(copy, len);
		sniff_field(copy, len);
	}
	for (int c = 0; c < 256; c++) {
		uint8_t many[1024];

		memset(many, c, sizeof(many));
		g_assert_cmpint(sniff(many, sizeof(many)), !=, KIND_GZIP);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sniff/kinds", test_kinds);
	g_test_add_func("/sniff/cut", test_cut);
	return g_test_run();
}
