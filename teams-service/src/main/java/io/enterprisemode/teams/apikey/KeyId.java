package io.enterprisemode.teams.apikey;

import java.security.SecureRandom;

/** Public parts of API keys: 20 letters and digits, so that two are never the same. */
final class KeyId {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyId() {}

    /** Whether a key could have this id. */
    static boolean isWellFormed(String id) {
        return id.length() == LENGTH && id.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    static String random() {
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
